//! `cargo xtask serve`: in, dist/; out, the same over HTTP on this machine only, until Ctrl-C.

use crate::build::{self, Mode};
use crate::sh;
use anyhow::{Context, Result, anyhow, bail};
use std::fs::File;
use std::path::{Component, Path, PathBuf};
use std::thread;
use tiny_http::{Header, Method, Request, Response, Server};

/// Where `serve` listens unless told otherwise or the port is taken.
const PORT: u16 = 8080;
/// A page loads a handful of files at once.
const THREADS: usize = 4;

pub fn main(arguments: &[String]) -> Result<()> {
    let mut mode = Some(Mode::Release);
    let mut port = None;
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--no-build" => mode = None,
            "--dev" => mode = Some(Mode::Dev),
            "--port" => {
                let value = arguments.next().context("--port needs a number")?;
                port = Some(value.parse().with_context(|| format!("{value:?} is not a port"))?);
            }
            other => bail!("serve does not know {other:?}; it takes --dev, --port N and --no-build"),
        }
    }
    if let Some(mode) = mode {
        build::build(mode)?;
    }
    let folder = sh::root()
        .join("dist")
        .canonicalize()
        .context("there is no dist/ yet; run `cargo xtask build`")?;
    let server = match port {
        Some(port) => listen(port)?,
        // Port 0 is any free one.
        None => listen(PORT).or_else(|_| listen(0))?,
    };
    println!("http://{}/  (Ctrl-C stops it)", server.server_addr());
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Ok(request) = server.recv() {
                    // A browser that closes its end early is no concern of ours.
                    let _ = answer(request, &folder);
                }
            });
        }
    });
    Ok(())
}

/// Only this machine can reach 127.0.0.1.
fn listen(port: u16) -> Result<Server> {
    Server::http(("127.0.0.1", port)).map_err(|error| anyhow!("cannot listen on port {port}: {error}"))
}

fn answer(request: Request, folder: &Path) -> std::io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(Response::from_string("only GET and HEAD\n").with_status_code(405));
    }
    let found = resolve(folder, request.url()).and_then(|path| Some((File::open(&path).ok()?, path)));
    let Some((file, path)) = found else {
        return request.respond(Response::from_string("not found\n").with_status_code(404));
    };
    let headers = [
        ("Content-Type", media_type(&path)),
        ("Cache-Control", caching(&path)),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
    ];
    let mut response = Response::from_file(file);
    for (name, value) in headers {
        if let Ok(header) = Header::from_bytes(name, value) {
            // Replaces what the library would send of the same name.
            response.add_header(header);
        }
    }
    request.respond(response)
}

/// The file that a request names, if it lies in `folder`, which is canonical; links must not lead out of it either.
fn resolve(folder: &Path, url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?;
    let decoded = percent_decode(path)?;
    let relative = Path::new(decoded.strip_prefix('/')?);
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) || decoded.contains(['\\', '\0']) {
        return None;
    }
    let mut file = folder.join(relative);
    if decoded.ends_with('/') {
        file.push("index.html");
    }
    let file = file.canonicalize().ok()?;
    (file.starts_with(folder) && file.is_file()).then_some(file)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let (high, low) = (
                    char::from(rest.next()?).to_digit(16)?,
                    char::from(rest.next()?).to_digit(16)?,
                );
                u8::try_from(high * 16 + low).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// What is named by its content is what it is for ever; everything else is asked for anew.
fn caching(path: &Path) -> &'static str {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let digits = stem.rsplit_once('-').map_or("", |(_, digits)| digits);
    if digits.len() == 10 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// A module script or a wasm stream is refused by browsers unless its type is the right one.
fn media_type(path: &Path) -> &'static str {
    match path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
    {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_by_its_content_is_kept_for_ever() {
        let kept = |path: &str| caching(Path::new(path)).contains("immutable");
        assert!(kept("main-0123456789.js") && kept("proflens_bg-abcdef0123.wasm"));
        for fresh in [
            "index.html",
            "service-worker.js",
            "licenses.txt",
            "samples/heap-1.pb.gz",
            "_headers",
        ] {
            assert!(!kept(fresh), "{fresh}");
        }
    }

    #[test]
    fn a_request_stays_in_its_folder() {
        let folder = sh::root().join("xtask").canonicalize().unwrap();
        let served = |url| resolve(&folder, url).map(|file| file.strip_prefix(&folder).unwrap().display().to_string());
        assert_eq!(served("/Cargo.toml"), Some("Cargo.toml".into()));
        assert_eq!(served("/src/main.rs?profile=x#y"), Some("src/main.rs".into()));
        assert_eq!(served("/src/m%61in.rs"), Some("src/main.rs".into()));
        for outside in [
            "/../Cargo.toml",
            "/src/../../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/..%2fCargo.toml",
            "/%2Fetc/passwd",
        ] {
            assert_eq!(served(outside), None, "{outside}");
        }
        for nothing in [
            "/",
            "/src",
            "/src/",
            "",
            "Cargo.toml",
            "//etc/passwd",
            "/%",
            "/%zz",
            "/..\\Cargo.toml",
            "/a%00",
        ] {
            assert_eq!(served(nothing), None, "{nothing}");
        }
    }
}
