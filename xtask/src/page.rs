//! The page: WebAssembly, its glue, the static files of `frontend/public` and the map library,
//! assembled in `target/dist`.

use crate::{
    dist::Dist,
    npm,
    publish::{self, Files},
    queue, tools,
    workspace::{cargo, dist, program, root, run, target},
};
use anyhow::{Context, Result, anyhow, bail};
use sha2::{Digest, Sha256};
use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Instant,
};

/// The most that the first view may weigh, in bytes: HTML, CSS, JavaScript and WebAssembly of the start page as sent,
/// brotli, before the map library. A KB is 1024 bytes here.
const FIRST_VIEW_LIMIT: usize = 220 * 1024;

/// What the page takes from the map library. The first imports nothing, and finds the second
/// beside itself by that very name.
const MAP_LIBRARY: [&str; 3] = ["maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css"];

/// Reads the tiles of a PMTiles file: bundled with what it imports, fetched where such a file is the base map.
const TILE_READER: &str = "pmtiles.mjs";

/// The style sheet of the first view, with what it imports: one answer, without what is for its readers here.
const FIRST_SHEET: &str = "style.css";

/// What the style sheet of the first view imports.
const IMPORTED_SHEET: &str = "tokens.css";

/// The script that runs first.
const FIRST_SCRIPT: &str = "boot.js";

/// Compiles the page, and leaves `target/dist` as it is. It shares no folder with builds for this machine, so one may go on
/// beside it.
pub(crate) fn compile() -> Result<()> {
    npm::install(&root().join("frontend"))?;
    tools::wasm_target()?;
    let flags = format!("target.{}.rustflags={:?}", tools::WASM, nameless());
    run(cargo()
        .args(["build", "--package=frontend", "--target", tools::WASM, "--profile=wasm-release", "--locked"])
        .args(["--config", &flags]))
}

/// Flags that leave out where this machine keeps its libraries: the page would carry that folder once for each of their files.
fn nameless() -> Vec<String> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let sources = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    let folders = sources.into_iter().flatten().flatten();
    folders.map(|folder| format!("--remap-path-prefix={}/=", folder.path().display())).collect()
}

/// Builds the page and leaves it in `target/dist`, ready to be embedded.
pub(crate) fn build() -> Result<()> {
    compile()?;
    let frontend = root().join("frontend");
    let wasm = target().join(tools::WASM).join("wasm-release/frontend.wasm");

    let mut public = publish::read(&frontend.join("public"))?;
    let inputs = inputs(&wasm, &public, &frontend)?;
    let stamp = target().join("page.stamp");
    if fs::read_to_string(&stamp).is_ok_and(|last| is_current(&last, &inputs)) {
        return Ok(());
    }

    public.remove(IMPORTED_SHEET);
    // Syntax stays as it is written: the script must still be read by a browser that is too old for the program.
    for (name, how) in
        [(FIRST_SHEET, &["--bundle", "--minify"]), (FIRST_SCRIPT, &["--minify-whitespace", "--minify-identifiers"])]
    {
        public.insert(name.to_owned(), smaller(&frontend.join("public").join(name), how)?);
    }
    let mut site = publish::Site::new(public);
    site.bundle("app", glue(&wasm)?);
    site.bundle("vendor", map_library(&frontend)?);
    let start = Instant::now();
    eprintln!("compressing the page");
    let dist = Dist::write(&dist(), &site.files()?)?;
    eprintln!("compressed in {:.1} s", start.elapsed().as_secs_f32());
    weigh(&dist)?;
    fs::write(&stamp, format!("{inputs}\n{}", dist.names().join("\n")))
        .with_context(|| format!("cannot write {}", stamp.display()))
}

/// One hash over everything that the assembled page depends on.
fn inputs(wasm: &Path, public: &Files, frontend: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    // The recipe is an input, too.
    hash.update(include_str!("page.rs"));
    hash.update(include_str!("dist.rs"));
    hash.update(include_str!("publish.rs"));
    for path in [wasm.to_owned(), frontend.join("package-lock.json")] {
        hash.update(fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?);
    }
    for (name, bytes) in public {
        hash.update(format!("\n{name} {}\n", bytes.len()));
        hash.update(bytes);
    }
    Ok(publish::hex(&hash.finalize()))
}

/// Whether the last page was made from these inputs and is still whole.
fn is_current(stamp: &str, inputs: &str) -> bool {
    let mut lines = stamp.lines();
    lines.next() == Some(inputs) && lines.all(|name| dist().join(name).is_file())
}

/// The optimised WebAssembly and the JavaScript that loads it.
fn glue(wasm: &Path) -> Result<Files> {
    let folder = target().join("page");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    let start = Instant::now();
    eprintln!("splitting");
    let bytes = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let main = target().join("page-main.wasm");
    let mut options = wasm_split_cli_support::Options::new(&bytes);
    options.output_dir = &folder;
    options.main_out_path = &main;
    options.main_module = "./app.js";
    let split = wasm_split_cli_support::transform(options).map_err(|error| anyhow!("splitting the page: {error:?}"))?;
    eprintln!("split into {} parts in {:.1} s", split.split_modules.len() + 1, start.elapsed().as_secs_f32());

    let start = Instant::now();
    eprintln!("wasm-bindgen");
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(&main)
        // The parts fetched later find what they share by the linker's names.
        .keep_lld_exports(true)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        // Without the default path the page's `init()` throws.
        .omit_default_module_path(false)
        .out_name("app")
        .generate(&folder)
        .context("wasm-bindgen")?;
    eprintln!("wasm-bindgen took {:.1} s", start.elapsed().as_secs_f32());
    let mut parts = split.split_modules;
    parts.push(folder.join("app_bg.wasm"));
    // The heaviest first: nobody is left alone with it at the end.
    parts.sort_by_key(|part| std::cmp::Reverse(fs::metadata(part).map_or(0, |file| file.len())));
    let start = Instant::now();
    queue::each(parts, |part| optimise(&part))?;
    eprintln!("wasm-opt took {:.1} s", start.elapsed().as_secs_f32());
    minify(&folder.join("app.js"))?;
    minify(&folder.join("__wasm_split.js"))?;
    publish::read(&folder)
}

/// Makes the WebAssembly smaller. Any change of these flags must be proved in a browser.
fn optimise(wasm: &Path) -> Result<()> {
    eprintln!("wasm-opt {}", wasm.file_name().unwrap_or_default().display());
    // npm's binaryen and no other: Debian's older one succeeds and leaves a page that fails.
    let wasm_opt = root().join("frontend/node_modules/binaryen/bin/wasm-opt");
    // Flat code is put together anew, and comes out smaller.
    run(program("node").arg(wasm_opt).arg(wasm).arg("-o").arg(wasm).args([
        "-Oz",
        "--flatten",
        "--rereloop",
        "-Os",
        "-Os",
        // The first kilobyte is the last of the stack, which lies below all data: no address of anything is there, so that a
        // constant offset may move into the load that it is for.
        "--low-memory-unused",
        "--optimize-added-constants-propagate",
        "-Os",
        "--enable-bulk-memory",
        "--enable-nontrapping-float-to-int",
        "--enable-sign-ext",
        "--enable-mutable-globals",
        "--enable-reference-types",
        "--enable-multivalue",
    ]))
}

/// Makes the glue smaller: wasm-bindgen writes it for readers.
fn minify(script: &Path) -> Result<()> {
    let esbuild = root().join("frontend/node_modules/esbuild/bin/esbuild");
    let out = format!("--outfile={}", script.display());
    run(program(&esbuild).arg(script).arg(out).args(["--minify", "--allow-overwrite", "--log-level=warning"]))
}

/// A static file without comments and blanks.
fn smaller(file: &Path, how: &[&str]) -> Result<Vec<u8>> {
    let esbuild = root().join("frontend/node_modules/esbuild/bin/esbuild");
    let to = target().join("page-smaller").join(file.file_name().context("a file has a name")?);
    let out = format!("--outfile={}", to.display());
    run(program(&esbuild).arg(file).arg(out).args(how).arg("--log-level=warning"))?;
    fs::read(&to).with_context(|| format!("cannot read {}", to.display()))
}

fn map_library(frontend: &Path) -> Result<Files> {
    let folder = frontend.join("node_modules/maplibre-gl/dist");
    let reader = target().join(TILE_READER);
    let esbuild = frontend.join("node_modules/esbuild/bin/esbuild");
    let out = format!("--outfile={}", reader.display());
    let entry = frontend.join("node_modules/pmtiles/dist/esm/index.js");
    run(program(&esbuild).arg(entry).arg(out).args(["--bundle", "--format=esm", "--minify", "--log-level=warning"]))?;
    MAP_LIBRARY
        .iter()
        .map(|name| folder.join(name))
        .chain([reader])
        .map(|path| {
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let name = path.file_name().context("a file has a name")?;
            Ok((name.to_string_lossy().into_owned(), bytes))
        })
        .collect()
}

/// Says what a visitor must load, and refuses a first view that is too heavy.
fn weigh(dist: &Dist) -> Result<()> {
    let is_first = |name: &str| {
        // The parts of maps and of other pages ask for their style sheets; what paper needs, and what keeps pages for reading offline, come when the
        // first view stands. A journey watches that they wait.
        !["vendor/", "map.", "pages.", "staff.", "print.", "sw.", "offline."]
            .iter()
            .any(|start| name.starts_with(start))
            && ([".html", ".js", ".css"].iter().any(|end| name.ends_with(end)) || name.ends_with("/app_bg.wasm"))
    };
    let (mut first, mut map) = (0, 0);
    for (name, size) in dist.brotli() {
        if is_first(name) {
            eprintln!("{:>8.1} KB  {name}", kilobytes(size));
            first += size;
        } else if name.starts_with("vendor/") {
            map += size;
        } else if name.ends_with(".wasm") {
            eprintln!("{:>8.1} KB  {name}, loaded when first needed", kilobytes(size));
        }
    }
    eprintln!("{:>8.1} KB  first view, brotli (at most {:.0})", kilobytes(first), kilobytes(FIRST_VIEW_LIMIT));
    eprintln!("{:>8.1} KB  map library, brotli, loaded later", kilobytes(map));
    if first > FIRST_VIEW_LIMIT {
        bail!(
            "the first view weighs {:.1} KB brotli, {:.0} are allowed",
            kilobytes(first),
            kilobytes(FIRST_VIEW_LIMIT)
        );
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "sizes of files, shown with one decimal")]
fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1024.0
}
