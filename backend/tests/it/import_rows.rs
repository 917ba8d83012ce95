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
