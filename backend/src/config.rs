//! The command line and its LINXIN_* variables: one struct, every option documented; an unknown variable is refused.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use shared::geo::Crs;
use shared::ledger::position;
use shared::people::Role;
use shared::settings::{SettingKey, is_mail};

use crate::backup;
use crate::error::{Error, Result};
use crate::import::{Lang, What};

/// 邻新 Linxin: a district's renovation on a map. 老旧小区改造，一张图看明白。
#[derive(Debug, Parser)]
#[command(name = "linxin", version, arg_required_else_help = true)]
pub struct Config {
    /// Folder for the database and files 数据目录
    #[arg(long, env = "LINXIN_DATA", default_value = "./data", global = true)]
    pub data: PathBuf,
    /// postgres://user:password@host/name for PostgreSQL, or the path of a SQLite file 数据库
    ///
    /// postgresql:// means the same as postgres://, and sqlite:PATH the same as PATH. Without it the data are in SQLite
    /// in the data folder. Special characters of a password are written %XX. The libpq in this program has no TLS: over
    /// a network use an encrypted tunnel, or build with --no-default-features to use the system's libpq.
    /// 自带的 libpq 不支持 TLS：跨网络请走加密隧道，或用系统的 libpq 编译。
    #[arg(long, env = "LINXIN_DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<String>,
    /// s3://bucket/prefix for the files of photographs; without it they are in the data folder 照片存放处
    ///
    /// Needs a program built with --features s3. Keys and endpoint come from AWS_* variables. Every installation needs a
    /// prefix of its own. 每套系统要用自己的目录。
    #[arg(long, env = "LINXIN_MEDIA_URL", global = true)]
    pub media_url: Option<String>,
    /// Secret of this installation, 64 hexadecimal digits; without it secret.key in the data folder 密钥
    ///
    /// Phones at rest and the seals of the audit record need it: keep it, apart from backups. The file is made at the
    /// first start. Servers that share a database share the key. 手机号和审计封印靠它，请另行妥善保存；多台服务器要用同一个。
    #[arg(long, env = "LINXIN_SECRET_KEY", hide_env_values = true, global = true)]
    pub secret_key: Option<String>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the page and the API 启动服务
    Serve(Box<Serve>),
    /// Make the database, or bring it up to date 建库或升级
    Migrate,
    /// Read a list from CSV, a spreadsheet or GeoJSON 导入清单
    Import(Import),
    /// List the imports, or undo the last one 导入记录
    Imports(Imports),
    /// Write a ledger as CSV, spreadsheet or GeoJSON 导出台账
    Export(Export),
    /// Pack the database and the files of the data folder into one archive, while serving 备份
    Backup(Backup),
    /// Put a backup back; the server must be stopped 恢复
    Restore(Restore),
    /// Accounts of those who work with it 账号
    #[command(subcommand)]
    User(UserCommand),
    /// The audit record 审计
    #[command(subcommand)]
    Audit(AuditCommand),
}

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Make an account, with a first password that must be changed 建账号
    Add(AddUser),
    /// Give an account a first password again, and end its sessions 重置密码
    Reset {
        /// Login name
        login_name: String,
    },
    /// Disable an account and end its sessions 停用
    Disable {
        /// Login name
        login_name: String,
    },
    /// List accounts with their roles 列出
    List,
}

/// Whom to make an account for.
#[derive(Debug, Args)]
pub struct AddUser {
    /// Login name: 4 to 32 letters, digits, dots, dashes and underscores
    pub login_name: String,
    /// How others at work see it 显示名
    #[arg(long, env = "LINXIN_USER_NAME")]
    pub name: Option<String>,
    /// Role, such as system_admin or community_admin 角色
    #[arg(long, env = "LINXIN_USER_ROLE", value_parser = role)]
    pub role: Option<Role>,
    /// Name or code of the street or community, number of the project, or name of the organisation it is for 范围
    #[arg(long, env = "LINXIN_USER_SCOPE")]
    pub scope: Option<String>,
}

/// What to do with the audit record.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Hold every row against the seals; fails when one does not fit 核验
    Verify,
}

/// Where to pack to.
#[derive(Debug, Args)]
pub struct Backup {
    /// The archive, .tar.gz, outside the data folder
    pub file: PathBuf,
}

/// What to put back.
#[derive(Debug, Args)]
pub struct Restore {
    /// The archive
    pub file: PathBuf,
    /// Put it in the place of a database that is there 替换现有数据
    #[arg(long, env = "LINXIN_REPLACE")]
    pub replace: bool,
}

/// What to read, and how.
#[derive(Debug, Args)]
pub struct Import {
    /// What the list is of
    pub what: What,
    /// The list: .csv, .xlsx, .xls or .geojson; photographs are looked for beside it
    pub file: PathBuf,
    /// TOML that explains columns, values and units of the list's own 映射文件
    #[arg(long, env = "LINXIN_MAPPING")]
    pub mapping: Option<PathBuf>,
    /// System of the positions: wgs84, cgcs2000 or gcj02 坐标系
    #[arg(long, env = "LINXIN_CRS", value_parser = crs)]
    pub crs: Option<Crs>,
    /// Encoding of a CSV, such as gb18030, where its bytes do not tell 编码
    #[arg(long, env = "LINXIN_ENCODING")]
    pub encoding: Option<String>,
    /// Check and report, change nothing 试运行
    #[arg(long, env = "LINXIN_DRY_RUN")]
    pub dry_run: bool,
    /// Who imports
    #[command(flatten)]
    pub by: By,
    /// Language of the report 报告语言
    #[arg(long, env = "LINXIN_LANG", default_value = "zh")]
    pub lang: Lang,
}

/// What to do with the imports on record.
#[derive(Debug, Args)]
pub struct Imports {
    /// Nothing: list them
    #[command(subcommand)]
    pub command: Option<ImportsCommand>,
}

/// What to do with the imports on record.
#[derive(Debug, Subcommand)]
pub enum ImportsCommand {
    /// Undo the last import, unless something it left was touched since 撤销最后一次导入
    Undo(By),
}

/// Who acts, for the record.
#[derive(Debug, Args)]
pub struct By {
    /// Who does it, for the record; the user of the machine where nobody says so 经办人
    #[arg(long, env = "LINXIN_BY")]
    pub by: Option<String>,
}

impl By {
    /// The name.
    pub fn name(&self) -> String {
        let named = self.by.as_deref().map(str::trim).filter(|n| !n.is_empty());
        named.map_or_else(|| whoami::username().unwrap_or_else(|_| "?".to_owned()), str::to_owned)
    }
}

fn role(text: &str) -> std::result::Result<Role, String> {
    let codes = Role::GRANTABLE.map(<&'static str>::from).join(", ");
    let found = text.parse().ok().filter(|role| Role::GRANTABLE.contains(role));
    found.ok_or_else(|| format!("角色应为其中之一：{codes}。 a role is one of these: {codes}."))
}

/// The scheme and host of this site; an empty one is none.
fn public_url(text: &str) -> std::result::Result<String, String> {
    let text = text.trim().trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let good = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
    if text.is_empty() || host.is_some_and(|h| h.contains(|c: char| c.is_ascii_alphanumeric()) && h.chars().all(good)) {
        return Ok(text.to_ascii_lowercase());
    }
    Err("应为网址，如 https://linxin.example.cn，后面不带路径。 expected an address such as https://linxin.example.cn, without a path."
        .to_owned())
}

/// A mail address as it stands in a link; an empty one is none.
fn mail(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if text.is_empty() || is_mail(text) {
        return Ok(text.to_owned());
    }
    Err("不是邮箱地址，应如 jiucuo@example.cn。 no mail address: it should be like jiucuo@example.cn.".to_owned())
}

fn crs(text: &str) -> std::result::Result<Crs, String> {
    position::system(text).map_err(|words| format!("{}。 {}.", words.zh, words.en))
}

/// What to write, and where.
#[derive(Debug, Args)]
pub struct Export {
    /// What to write
    pub what: Ledger,
    /// The file: its ending says how, .csv, .xlsx or .geojson
    pub file: PathBuf,
}

/// A ledger that can be written.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Ledger {
    /// Projects 项目
    Projects,
}

/// How to serve.
#[derive(Debug, Args)]
pub struct Serve {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, env = "LINXIN_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// Address for /metrics in the way of Prometheus; without it there are none. Keep it inside 监控地址
    #[arg(long, env = "LINXIN_METRICS_LISTEN")]
    pub metrics_listen: Option<String>,
    /// Fill an empty database with the demonstration district 示例数据
    #[arg(long, env = "LINXIN_DEMO")]
    pub demo: bool,
    /// Let the demonstration, whose passwords everybody knows, listen beyond this machine 示例对外开放
    #[arg(long, env = "LINXIN_DEMO_PUBLIC", requires = "demo")]
    pub demo_public: bool,
    /// Addresses and networks of proxies that are believed when they say for whom they ask 可信代理
    ///
    /// Set apart by commas, such as 127.0.0.1,10.0.0.0/8. Limits and the audit record go by the caller's address.
    #[arg(long, env = "LINXIN_TRUSTED_PROXY", default_value = "")]
    pub trusted_proxy: String,
    /// Let webhooks send to private addresses too: a system inside one's own network 推送到内网
    ///
    /// Without it nothing is sent to this machine or a private network, whatever a name leads to. 不加时只推送到公网地址。
    #[arg(long, env = "LINXIN_WEBHOOK_PRIVATE")]
    pub webhook_private: bool,
    /// What the footer says
    #[command(flatten)]
    pub site: SiteSettings,
}

/// What the footer says; empty ones are hidden.
#[derive(Clone, Debug, Default, Args)]
pub struct SiteSettings {
    /// https://host of the site as readers know it, for the links in feeds 本站网址
    ///
    /// Without a path. Without the option links begin with the address at which a feed was asked for, which is http://
    /// behind a server that does TLS. 前面有做 TLS 的服务器时要填。
    #[arg(long, env = "LINXIN_PUBLIC_URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// Host of the site 主办单位
    #[arg(long, env = "LINXIN_SITE_HOST")]
    pub site_host: Option<String>,
    /// Public phone 联系电话
    #[arg(long, env = "LINXIN_SITE_PHONE")]
    pub site_phone: Option<String>,
    /// Mail address to which readers report mistakes 纠错邮箱
    #[arg(long, env = "LINXIN_SITE_MAIL", value_parser = mail)]
    pub site_mail: Option<String>,
    /// ICP record number ICP 备案号
    #[arg(long, env = "LINXIN_SITE_ICP_NO")]
    pub site_icp_no: Option<String>,
    /// Public-security record number 公安备案号
    #[arg(long, env = "LINXIN_SITE_POLICE_NO")]
    pub site_police_no: Option<String>,
    /// Government site code 网站标识码
    #[arg(long, env = "LINXIN_SITE_CODE")]
    pub site_code: Option<String>,
    /// Approval number of the operator's own base map 审图号
    #[arg(long, env = "LINXIN_MAP_APPROVAL_NO")]
    pub map_approval_no: Option<String>,
    /// The base map
    #[command(flatten)]
    pub tiles: TileSettings,
}

impl SiteSettings {
    /// The option that stands for `key`.
    fn option(&mut self, key: SettingKey) -> Option<&mut Option<String>> {
        Some(match key {
            SettingKey::SiteHost => &mut self.site_host,
            SettingKey::SitePhone => &mut self.site_phone,
            SettingKey::SiteMail => &mut self.site_mail,
            SettingKey::SiteIcpNo => &mut self.site_icp_no,
            SettingKey::SitePoliceNo => &mut self.site_police_no,
            SettingKey::SiteCode => &mut self.site_code,
            SettingKey::MapApprovalNo => &mut self.map_approval_no,
            SettingKey::TiandituKey => &mut self.tiles.tianditu_key,
            SettingKey::TilesUrl => &mut self.tiles.tiles_url,
            SettingKey::TilesAttribution => &mut self.tiles.tiles_attribution,
            _ => return None,
        })
    }

    /// What a start option says of `key`; an empty one says nothing.
    pub fn given(&self, key: SettingKey) -> Option<String> {
        self.clone().option(key)?.take().filter(|value| !value.trim().is_empty())
    }

    /// These options, and `kept` where they say nothing.
    pub fn over(&self, kept: &BTreeMap<SettingKey, String>) -> Self {
        let mut all = self.clone();
        for (key, value) in kept {
            if let Some(option) = all.option(*key).filter(|o| o.as_ref().is_none_or(|v| v.trim().is_empty())) {
                *option = Some(value.clone());
            }
        }
        all
    }
}

/// The base map: one of these, or `basemap.pmtiles` in the data folder, or none for the schematic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
pub struct TileSettings {
    /// Key of 天地图, kind 浏览器端, for its streets and names 天地图密钥
    ///
    /// Every reader's browser needs the key and sees it: limit it to your domain on tianditu.gov.cn. It is never logged.
    /// 密钥会出现在读者的浏览器里，请在天地图控制台限定域名。
    #[arg(long, env = "LINXIN_TILES_TIANDITU_KEY", hide_env_values = true)]
    pub tianditu_key: Option<String>,
    /// Raster tiles: https://…/{z}/{x}/{y}.png, or /…/{z}/{x}/{y}.png on this host 瓦片地址
    #[arg(long, env = "LINXIN_TILES_URL", hide_env_values = true)]
    pub tiles_url: Option<String>,
    /// Whose map it is, shown on the map 底图来源
    #[arg(long, env = "LINXIN_TILES_ATTRIBUTION")]
    pub tiles_attribution: Option<String>,
}

/// Reads the command line and the environment. `--help` and `--version` print and end the program.
///
/// # Errors
/// An unknown LINXIN_* variable, by name. Mistakes on the command line are explained by clap, which ends the program.
pub fn read(
    args: impl IntoIterator<Item = OsString>,
    vars: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<Config> {
    let known = variables(&Config::command());
    for (name, _) in vars {
        let name = name.to_string_lossy();
        if name.starts_with("LINXIN_") && !known.iter().any(|k| *k == name) {
            return Err(Error::Internal(format!(
                "不认识环境变量 {name}，请检查拼写或取消它。\nUnknown variable {name}: check its spelling or unset it. Known are {}.",
                known.join(", ")
            )));
        }
    }
    let matches = Config::command().get_matches_from(args);
    Config::from_arg_matches(&matches).map_err(Error::internal)
}

fn variables(command: &clap::Command) -> Vec<String> {
    let own = command.get_arguments().filter_map(|a| a.get_env()).map(|e| e.to_string_lossy().into_owned());
    let mut all: Vec<String> = own.chain(command.get_subcommands().flat_map(variables)).collect();
    all.sort();
    all.dedup();
    all
}

impl Config {
    /// `--database-url`; an empty variable is none.
    pub fn given_url(&self) -> Option<&str> {
        self.database_url.as_deref().filter(|url| !url.trim().is_empty())
    }

    /// Where the database is that a command only reads: it is never made.
    ///
    /// # Errors
    /// When the data folder holds none.
    pub fn existing_database(&self) -> Result<String> {
        backup::refuse_unfinished(&self.data)?;
        let file = self.data.join(backup::DATABASE);
        if self.given_url().is_some() || file.is_file() {
            return self.database();
        }
        let folder = self.data.display();
        Err(Error::Internal(format!(
            "{folder} 里没有数据库，没有可读的数据。请核对 --data（或 LINXIN_DATA）的路径。\nThere is no database in {folder}, so nothing to read: check the path of --data (or LINXIN_DATA)."
        )))
    }

    /// Where the database is: `--database-url`, else a SQLite file in the data folder, which is made when missing.
    ///
    /// # Errors
    /// When the folder cannot be made or written.
    pub fn database(&self) -> Result<String> {
        backup::refuse_unfinished(&self.data)?;
        if let Some(url) = self.given_url() {
            return Ok(url.to_owned());
        }
        let folder = self.data.display();
        // Named after this process: several may start in one folder at once.
        let probe = self.data.join(format!(".write-test-{}", std::process::id()));
        std::fs::create_dir_all(&self.data).and_then(|()| std::fs::write(&probe, b"")).map_err(|e| {
            Error::Internal(format!(
                "数据目录 {folder} 不能写入（{e}）。请改权限，或用 --data 指定别的目录。\nThe data folder {folder} cannot be written ({e}): change its rights, or name another with --data."
            ))
        })?;
        std::fs::remove_file(&probe).map_err(Error::internal)?;
        Ok(self.data.join(backup::DATABASE).display().to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vars(pairs: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
        pairs.iter().map(|(k, v)| (OsString::from(k), OsString::from(v))).collect()
    }

    #[test]
    fn the_address_of_the_site_has_a_host_and_no_path() {
        for (text, read) in [
            ("https://Linxin.example.cn/", "https://linxin.example.cn"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("", ""),
        ] {
            assert_eq!(public_url(text).as_deref(), Ok(read));
        }
        for text in [
            "linxin.example.cn",
            "ftp://a.cn",
            "https://",
            "https://a.cn/b",
            "https://a@b.cn",
            "https://a.cn?b",
            "https:// a",
        ] {
            assert!(public_url(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_unknown_variable_is_refused_by_name() {
        let args = || ["linxin", "migrate"].map(OsString::from);
        assert!(read(args(), vars(&[("LINXIN_DATA", "x"), ("HOME", "y")])).is_ok());
        let refused = read(args(), vars(&[("LINXIN_DATABSE_URL", "x")])).unwrap_err().to_string();
        assert!(refused.contains("LINXIN_DATABSE_URL") && refused.contains("LINXIN_DATABASE_URL"), "{refused}");
    }
}
