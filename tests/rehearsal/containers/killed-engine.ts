// An engine in a process of its own, for a test to kill: builds and starts a server in the folder it is given.
import { ContainerFixture } from "./fixture";

const SERVER = `require("node:http").createServer((q, a) => a.end(q.method + " 0")).listen(8080);`;

async function main(folder: string): Promise<void> {
    const fixture = new ContainerFixture({ folder });
    const image = await fixture.build({
        // Another user: who becomes one forgets to die with its parent, unless somebody takes care.
        Dockerfile: `FROM node:20\nCOPY server.cjs /\nUSER node\nCMD ["node", "/server.cjs"]`,
        "server.cjs": SERVER,
    });
    const { address } = await fixture.run(image, { port: 8080, env: { OF: folder } });
    console.log(JSON.stringify(address));
}

void main(process.argv[2] ?? "");
