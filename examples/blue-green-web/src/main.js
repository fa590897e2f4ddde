import { readFileSync } from "node:fs";

import { webServer } from "./server.js";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const server = webServer({ version: process.env.VERSION ?? version, base: process.env.BASE });

server.listen(Number(process.env.PORT ?? 8080), () => {
    console.log(`version ${process.env.VERSION ?? version} listens on port ${server.address().port}`);
});

// ECS sends SIGTERM when the old colour goes. Requests in flight get their answer, kept connections are closed, and the
// process ends by itself; as process 1 of a container, node would otherwise ignore the signal until it is killed.
for (const signal of ["SIGTERM", "SIGINT"]) {
    process.once(signal, () => {
        server.close();
        server.closeIdleConnections();
    });
}
