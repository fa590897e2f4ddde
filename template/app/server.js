const { createServer } = require("node:http");

/** What is answered, by its path; the load balancer asks for /health. */
const pages = { "/": "hello from ${PROJECT}", "/health": "ok" };
const server = createServer(({ url }, response) => {
    const page = pages[url];
    response.writeHead(page === undefined ? 404 : 200).end(page ?? "not found");
});
// Longer than a load balancer keeps a connection: closed first here, a request on its way would be a 502.
server.keepAliveTimeout = 65_000;

if (require.main === module) {
    server.listen(8080);
    // As process 1 of a container, node would not hear it.
    process.once("SIGTERM", () => server.close());
}
module.exports = { server };
