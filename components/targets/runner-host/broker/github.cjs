// GitHub's API, as far as the broker asks it, as an App that is installed in the repository.
// https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
// https://docs.github.com/en/rest/actions/self-hosted-runners
"use strict";
const { createSign } = require("node:crypto");

const API = "https://api.github.com";
/** The group that every repository has. */
const DEFAULT_GROUP = 1;

function tokenOf(app, key, now) {
    const seconds = Math.floor(now() / 1000);
    const encoded = [
        { alg: "RS256", typ: "JWT" },
        // A minute back, for clocks differ; ten minutes are the longest that GitHub takes.
        { iat: seconds - 60, exp: seconds + 300, iss: app },
    ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
    const signed = encoded.join(".");
    return `${signed}.${createSign("RSA-SHA256").update(signed).sign(key, "base64url")}`;
}

/** As the App, in this repository alone, and for its runners alone. */
async function inRepository({ app, installation, key, repository, fetch, now }) {
    const [owner, name] = repository.split("/");
    const ask = asker(fetch);
    const { token } = await ask("POST", `/app/installations/${installation}/access_tokens`, tokenOf(app, key, now), {
        repositories: [name],
        permissions: { administration: "write", metadata: "read" },
    });
    const at = `/repos/${owner}/${name}`;
    const runners = `${at}/actions/runners`;
    return {
        /** Whoever opens a pull request of a public repository can have it run there. */
        async isPrivate() {
            const found = await ask("GET", at, token);
            return (
                found.private === true &&
                found.visibility === "private" &&
                found.full_name?.toLowerCase() === repository.toLowerCase()
            );
        },
        /**
         * Whether a fork's pull request runs here without anybody's word: whoever may read the repository may fork it.
         * https://docs.github.com/en/rest/actions/permissions#get-private-repo-fork-pr-workflow-settings-for-a-repository
         */
        async runsForks() {
            const found = await ask("GET", `${at}/actions/permissions/fork-pr-workflows-private-repos`, token);
            return (
                found.run_workflows_from_fork_pull_requests !== false &&
                found.require_approval_for_fork_pr_workflows !== true
            );
        },
        /** The newest version, and the checksum that GitHub names for it. */
        async newest(architecture) {
            const all = await ask("GET", `${runners}/downloads`, token);
            const found = all.find(({ os, architecture: of }) => os === "linux" && of === architecture);
            const { download_url: url = "", sha256_checksum: sha256 = "" } = found ?? {};
            const [, version] =
                new RegExp(
                    `^https://github\\.com/actions/runner/releases/download/v(\\d+\\.\\d+\\.\\d+)/actions-runner-linux-${architecture}-\\1\\.tar\\.gz$`,
                ).exec(url) ?? [];
            if (version === undefined || !/^[0-9a-f]{64}$/.test(sha256))
                throw new Error(`GitHub names no runner for linux ${architecture} with its checksum`);
            return { version, url, sha256 };
        },
        async remove(runner) {
            const { runners: found } = await ask("GET", `${runners}?name=${encodeURIComponent(runner)}`, token);
            for (const { id, name: called } of found)
                if (called === runner) await ask("DELETE", `${runners}/${id}`, token);
        },
        /** For one job, after which GitHub forgets it. */
        async register(runner, labels) {
            const made = await ask("POST", `${runners}/generate-jitconfig`, token, {
                name: runner,
                runner_group_id: DEFAULT_GROUP,
                labels,
                work_folder: "_work",
            });
            if (typeof made.encoded_jit_config !== "string") throw new Error("GitHub made no configuration");
            return made.encoded_jit_config;
        },
    };
}

function asker(fetch) {
    return async (method, path, token, body) => {
        const answer = await fetch(`${API}${path}`, {
            method,
            redirect: "error",
            headers: {
                accept: "application/vnd.github+json",
                authorization: `Bearer ${token}`,
                "user-agent": "fairlead",
                "x-github-api-version": "2022-11-28",
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        if (method === "DELETE" && answer.status === 404) return undefined;
        // What GitHub says of a failure may repeat what it was told; the status is enough to find its page by.
        if (!answer.ok) throw new Error(`GitHub answered ${answer.status} to ${method} ${path.replace(/\?.*$/, "")}`);
        return answer.status === 204 ? undefined : answer.json();
    };
}

module.exports = { inRepository };
