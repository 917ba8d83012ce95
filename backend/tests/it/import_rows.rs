//! Rows that cannot be what they seem, and values that nothing is made of: said once, never dropped in silence.

use backend::import::What;

use crate::app::TestApp;
use crate::builders::Town;
use crate::import::{done, projects_of, refused};

#[test]
fn a_value_to_the_right_of_all_headers_is_refused() {
    let app = TestApp::new();
    Town::build(&app.db);
    let csv = "项目名称,项目类型,状态,总投资（元）\n甲,公厕,已立项,1,420\n";
    let said = ["第 2 行「E」的值“420”：这一格在所有列名的右边", "Row 2, column \"E\", value \"420\"", "引号"];
    refused(&app, What::Projects, csv.as_bytes(), "", &said);
    // Empty cells are no values.
    assert_eq!(done(&projects_of(&app, "项目名称,项目类型,状态,,\n甲,公厕,已立项,, ,,\n")), (1, 0, 0));
}

#[test]
fn a_line_of_totals_is_one_problem_in_every_ledger() {
    let app = TestApp::new();
    Town::build(&app.db);
    let row = "第 3 行：像是合计行，请删去这一行";
    let says = |what, csv: &str| refused(&app, what, csv.as_bytes(), "", &[row, "发现 1 处问题", "line of totals"]);
    // The word may stand in a column that nothing is read from.
    says(What::Projects, "序号,项目名称,项目类型,状态,户数\n1,甲,公厕,已立项,\n合计,,,,300\n");
    says(What::Projects, "项目名称,项目类型,状态,区,户数\n甲,公厕,已立项,甲区,\n,,,合计：,300\n");
    says(What::Compounds, "序号,小区,社区\n1,甲小区,东社区\n合计1个小区,,\n");
    says(What::Areas, "序号,名称,层级,上级,户数\n1,南社区,社区,北街道,2\nTotal,,,,2\n");
}
