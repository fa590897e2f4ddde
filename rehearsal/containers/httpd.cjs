#!/usr/bin/env node
// busybox's httpd, as far as it works without a configuration: httpd -f -p PORT -h FOLDER
const { createReadStream, statSync } = require("node:fs");
const { createServer } = require("node:http");
const { join, normalize } = require("node:path");
const { parseArgs } = require("node:util");

const { values } = parseArgs({
    options: {
        foreground: { type: "boolean", short: "f" },
        port: { type: "string", short: "p", default: "80" },
        home: { type: "string", short: "h", default: "." },
    },
});
if (values.foreground !== true) {
    console.error("httpd: not rehearsed: httpd in the background; start it with -f");
    process.exit(1);
}
const [port, host] = values.port.split(":").reverse();

const server = createServer(({ url = "/" }, response) => {
    const path = normalize(decodeURIComponent(url.replace(/\?.*$/, "")));
    const file = join(values.home, path.endsWith("/") ? join(path, "index.html") : path);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isFile() !== true)
        return response.writeHead(404, { "content-type": "text/html" }).end("404 Not Found\n");
    response.writeHead(200, { "content-length": found.size });
    createReadStream(file).pipe(response);
});
server.listen(Number(port), host);

// As process 1 of a container it would otherwise ignore the signal, which busybox's own does too; no stop should wait for that.
process.once("SIGTERM", () => process.exit(143));
