// Carries what arrives at a socket file to a port inside a container's network, byte for byte: requests, WebSockets,
// anything. relay.cjs SOCKET PORT
const { renameSync } = require("node:fs");
const { connect, createServer } = require("node:net");

const [socketPath, port] = process.argv.slice(2);

const server = createServer({ allowHalfOpen: true, noDelay: true }, (outside) => {
    const inside = connect({ host: "127.0.0.1", port: Number(port), allowHalfOpen: true, noDelay: true });
    // Where one side breaks off, so does the other; where it only says that it is done, the other may go on answering.
    outside.on("error", () => inside.destroy()).on("close", () => inside.destroy());
    inside.on("error", () => outside.destroy()).on("close", () => outside.destroy());
    outside.pipe(inside).pipe(outside);
});
// A socket that can be seen can be connected to.
server.listen(`${socketPath}~`, () => renameSync(`${socketPath}~`, socketPath));
