import { type StandIn, StepFailed } from "./types";

/** https://github.com/actions/cache */
export const cache: StandIn = {
    name: "actions/cache",
    fidelity: {
        stoodIn: "every cache is empty, and nothing is saved: each job does what it would do the first time",
        source: "https://github.com/actions/cache#inputs",
    },
    inputs: {
        path: "",
        key: "",
        "restore-keys": "",
        "lookup-only": "false",
        "fail-on-cache-miss": "false",
        "save-always": "false",
        "upload-chunk-size": "",
        enablecrossosarchive: "false",
    },
    required: ["path", "key"],
    async run({ inputs, say }) {
        const key = inputs["key"] ?? "";
        if (inputs["fail-on-cache-miss"] === "true")
            throw new StepFailed(
                `Failed to restore cache entry. Exiting as fail-on-cache-miss is set. Input key: ${key}`,
            );
        // Without a hit there is no output `cache-hit`.
        say(`Cache not found for input keys: ${key}`);
    },
};
