import { readFileSync } from "node:fs";

import { readLinks } from "./links.js";
import { linkServer } from "./server.js";

const read = (name) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), "utf8"));
const { version } = read("package.json");
const server = linkServer({ version, links: readLinks(read("links.json")) });

server.listen(Number(process.env.PORT ?? 8080), () => {
    console.log(`version ${version} listens on port ${server.address().port}`);
});

// `docker stop` sends SIGTERM, and kills after ten seconds what has not ended.
process.once("SIGTERM", () => {
    server.close();
    server.closeIdleConnections();
});
