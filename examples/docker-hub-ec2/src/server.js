import { createServer } from "node:http";

/**
 * @param {{ version: string, links: ReadonlyMap<string, string> }} options
 * @returns {import("node:http").Server} not yet listening
 */
export function linkServer({ version, links }) {
    const answers = new Map([
        ["/health", { status: "ok" }],
        ["/", { service: "docker-hub-ec2", version, links: [...links.keys()] }],
    ]);
    return createServer((request, response) => {
        const { pathname } = new URL(request.url ?? "/", "http://localhost");
        const address = links.get(pathname.slice(1));
        // Not kept by browsers: with the next release the name may lead elsewhere.
        if (address) return response.writeHead(302, { location: address, "cache-control": "no-store" }).end();
        const answer = answers.get(pathname);
        response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
        response.end(`${JSON.stringify(answer ?? { error: `no link is called ${pathname.slice(1)}` })}\n`);
    });
}
