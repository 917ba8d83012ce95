//! What a mapping says of a file that is not so, and headers that say the same twice: refused by name.

use backend::import::What;

use crate::app::TestApp;
use crate::builders::Town;
use crate::import::refused;

const CSV: &str = "项目名称,项目类型,状态,管网,管网（改造）\n甲,公厕,已立项,12,13\n";

fn says(what: What, csv: &str, rules: &str, said: &[&str]) {
    let app = TestApp::new();
    Town::build(&app.db);
    refused(&app, what, csv.as_bytes(), rules, said);
}

#[test]
fn columns_that_mean_the_same_are_told_by_their_letters() {
    let twice = "状态,项目名称,项目类型,项目名称\n已立项,甲,公厕,乙\n";
    says(What::Projects, twice, "", &["“项目名称”（B 列）和“项目名称”（D 列）两列都当作同一项（name）：请删去一列"]);
    says(What::Projects, twice, "[columns]\n\"项目名称\" = \"name\"\n", &["“项目名称”在文件里不止一列（B、D）"]);
}

#[test]
fn a_work_item_has_one_column_and_a_column_one_work_item() {
    let rules = "[columns]\n\"管网\" = { work_item = \"B04\" }\n\"管网（改造）\" = { work_item = \"B04\" }\n";
    says(What::Projects, CSV, rules, &["映射里“管网”和“管网（改造）”重复", "发现 1 处问题"]);
    let rules = "[columns]\n\"管网\" = { work_item = \"B04\" }\n\"管 网\" = { work_item = \"B01\" }\n";
    says(What::Projects, CSV, rules, &["映射里“管 网”和“管网”重复"]);
}

#[test]
fn values_of_a_field_that_no_column_gives_are_refused() {
    let rules = "[values.street]\n\"北\" = \"北街道\"\n[constants]\nstreet = \"北\"\n";
    says(What::Projects, CSV, rules, &["映射里有 [values.street]，却没有一列是 street", "no column gives street"]);
}

#[test]
fn a_key_is_for_projects_only() {
    let rules = "key = [\"名称\"]\n";
    says(
        What::Areas,
        "名称,层级,上级\n南社区,社区,北街道\n",
        rules,
        &["映射里的 key 只用于项目", "key in the mapping"],
    );
    says(What::Compounds, "小区,社区\n甲小区,东社区\n", "key = [\"小区\"]\n", &["小区按社区和名称找回"]);
}
