"use strict";
// Carries what arrives at one place to another, byte for byte: requests, WebSockets, anything. A place is a port of the
// network it stands in, or the path of a socket. relay.cjs FROM TO [PIPE]; into the pipe goes a line once it listens.
const { renameSync, writeFileSync } = require("node:fs");
const { connect, createServer } = require("node:net");

const [from, to, pipe] = process.argv.slice(2);
const host = "127.0.0.1";
/**
 * Requests to a task come from outside of it. Whoever listens at every address answers here too; whoever listens at 127.0.0.1
 * alone, as many frameworks do until they are told otherwise, hears as little of it as behind a load balancer.
 */
const fromOutside = "127.0.0.2";
const isPort = (place) => /^\d+$/.test(place);

const server = createServer({ allowHalfOpen: true, noDelay: true }, (outside) => {
    const place = isPort(to) ? { host: fromOutside, port: Number(to) } : { path: to };
    const inside = connect({ ...place, allowHalfOpen: true, noDelay: true });
    // Where one side breaks off, so does the other; where it only says that it is done, the other may go on answering.
    outside.on("error", () => inside.destroy()).on("close", () => inside.destroy());
    inside.on("error", () => outside.destroy()).on("close", () => outside.destroy());
    outside.pipe(inside).pipe(outside);
});
server.listen(isPort(from) ? { host, port: Number(from) } : { path: `${from}~` }, () => {
    // A socket that can be seen can be connected to.
    if (!isPort(from)) renameSync(`${from}~`, from);
    if (pipe !== undefined) writeFileSync(pipe, "\n");
});
