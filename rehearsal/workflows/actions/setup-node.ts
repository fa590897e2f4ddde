import type { StandIn } from "./types";

/** https://github.com/actions/setup-node */
export const setupNode: StandIn = {
    name: "actions/setup-node",
    fidelity: {
        stoodIn: "node: this machine's own, in whatever version it has; caches are empty",
        notRehearsed: "registries of packages other than npm's",
        source: "https://github.com/actions/setup-node#usage",
    },
    inputs: {
        "node-version": "",
        "node-version-file": "",
        "check-latest": "false",
        cache: "",
        "cache-dependency-path": "",
        "package-manager-cache": "true",
        "always-auth": "false",
        token: "",
    },
    refused: {
        architecture: { unless: ["x64"], says: "the machine's own is used" },
        "registry-url": { says: "write it into .npmrc" },
        scope: { says: "write it into .npmrc" },
        mirror: { says: "this machine's node is used" },
    },
    async run({ inputs, say, output }) {
        const wanted = inputs["node-version"] || inputs["node-version-file"] || "any";
        say(`Node.js ${wanted}: stood in for with this machine's ${process.version}`);
        output("node-version", process.version);
        output("cache-hit", "false");
    },
};
