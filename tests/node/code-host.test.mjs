// Where lines of source are on the web.

import assert from "node:assert/strict";
import { test } from "node:test";
import { linkOf, refusal } from "../../www/state/code-host.js";

/** @param {string} path @param {number} [line] */
const link = (path, line = 0) => linkOf(path, path, line, "");

test("files of a module cache are at the version that was built", () => {
  assert.equal(
    link("/root/go/pkg/mod/github.com/!burnt!sushi/toml@v1.4.0/lex.go", 12),
    "https://github.com/BurntSushi/toml/blob/v1.4.0/lex.go#L12",
  );
  assert.equal(
    link("/go/pkg/mod/github.com/gorilla/mux@v0.0.0-20240101120000-abcdef123456/mux.go"),
    "https://github.com/gorilla/mux/blob/abcdef123456/mux.go",
  );
  assert.equal(
    link("/go/pkg/mod/github.com/gorilla/mux@v1.8.1-0.20240101120000-abcdef123456/mux.go"),
    "https://github.com/gorilla/mux/blob/abcdef123456/mux.go",
  );
  assert.equal(
    link("/go/pkg/mod/github.com/docker/cli@v20.10.7+incompatible/cli/a b.go", 3),
    "https://github.com/docker/cli/blob/v20.10.7/cli/a%20b.go#L3",
  );
  assert.equal(
    link("/go/pkg/mod/github.com/jackc/pgx/v5@v5.5.0/conn.go", 1),
    "https://github.com/jackc/pgx/blob/v5.5.0/conn.go#L1",
  );
  assert.equal(
    link("/go/pkg/mod/github.com/aws/sdk/service/s3@v1.2.0/api.go", 1),
    "https://github.com/aws/sdk/blob/service/s3/v1.2.0/service/s3/api.go#L1",
  );
  assert.equal(
    link("C:\\Users\\me\\go\\pkg\\mod\\golang.org\\x\\net@v0.20.0\\http2\\frame.go", 9),
    "https://github.com/golang/net/blob/v0.20.0/http2/frame.go#L9",
  );
  // A build with -trimpath leaves this of it.
  assert.equal(link("github.com/gorilla/mux@v1.8.1/mux.go", 5), "https://github.com/gorilla/mux/blob/v1.8.1/mux.go#L5");
  // Where other hosts have their files is not known.
  assert.equal(link("/go/pkg/mod/go.uber.org/zap@v1.26.0/logger.go"), "");
});

test("Go's own files are those of its repository", () => {
  assert.equal(
    link("/usr/local/go/src/net/http/server.go", 2000),
    "https://github.com/golang/go/blob/master/src/net/http/server.go#L2000",
  );
  assert.equal(
    link("/root/sdk/go1.27.3/src/runtime/proc.go", 1),
    "https://github.com/golang/go/blob/go1.27.3/src/runtime/proc.go#L1",
  );
  assert.equal(
    link("/usr/lib/go-1.22/src/runtime/asm_amd64.s", 1),
    "https://github.com/golang/go/blob/go1.22/src/runtime/asm_amd64.s#L1",
  );
  assert.equal(
    link("/opt/homebrew/Cellar/go/1.27.3/libexec/src/sync/mutex.go", 1),
    "https://github.com/golang/go/blob/go1.27.3/src/sync/mutex.go#L1",
  );
  assert.equal(
    link("/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.24.1.linux-amd64/src/os/file.go", 4),
    "https://github.com/golang/go/blob/go1.24.1/src/os/file.go#L4",
  );
  assert.equal(link("runtime/proc.go", 7), "https://github.com/golang/go/blob/master/src/runtime/proc.go#L7");
  // A GOPATH looks like it, and is not.
  assert.equal(link("/home/me/go/src/github.com/me/shop/rank.go"), "");
  assert.equal(link("/home/me/go/src/shop/rank.go"), "");
  assert.equal(link("shop/rank.go"), "");
});

test("all else is where the template says", () => {
  const template = "https://git.example/shop/blob/main/{file}#L{line}";
  assert.equal(
    linkOf("/src/shop/rank/a#b.go", "rank/a#b.go", 7, template),
    "https://git.example/shop/blob/main/rank/a%23b.go#L7",
  );
  assert.equal(
    linkOf("/src/shop/rank.go", "rank.go", 0, "https://git.example/{path}"),
    "https://git.example/src/shop/rank.go",
  );
  assert.equal(linkOf("", "", 7, template), "");
  assert.equal(refusal(template), "");
  assert.match(refusal("javascript:alert({line})"), /https:/);
  assert.match(refusal("https://git.example/shop"), /\{file\}/);
  assert.match(refusal("https://"), /URL/);
});

test("a path that no file has leads nowhere, and is not looked through", () => {
  const path = `${"/pkg/mod/a.b/".repeat(20_000)}x@v1/y.go`;
  assert.equal(linkOf(path, path, 1, "https://host.example/{path}"), "");
});
