// GitHub's API, as far as jobs of ours ask it; whatever else is asked is refused by name.
import { createServer, type Server } from "node:http";

import type { Repository } from "./repository";

/** Takes the connections that jobs of a repository make to their own port; it has none. */
export function githubApi({ owner, name, environments }: Repository): Server {
    const below = `/repos/${owner}/${name}/environments/`;
    return createServer((request, response) => {
        request.resume();
        const { method = "GET", url = "/", headers } = request;
        const answer = (status: number, body: object): void =>
            void response
                .writeHead(status, { "content-type": "application/json", connection: "close" })
                .end(JSON.stringify(body));
        if (!/^(Bearer|token) ./.test(headers.authorization ?? "")) return answer(401, { message: "Bad credentials" });
        if (method !== "GET" || !url.startsWith(below))
            return answer(501, { message: `not rehearsed: ${method} ${url.split("?")[0] ?? url} of GitHub's API` });
        const asked = decodeURIComponent(url.slice(below.length).split("?")[0] ?? "");
        const [known, { reviewed = false } = {}] =
            Object.entries(environments).find(([each]) => each.toLowerCase() === asked.toLowerCase()) ?? [];
        if (known === undefined) return answer(404, { message: "Not Found" });
        // https://docs.github.com/en/rest/deployments/environments#get-an-environment
        const reviewers = [{ type: "User", reviewer: { login: "grace" } }];
        const rule = { id: 1, type: "required_reviewers", prevent_self_review: true, reviewers };
        // GitHub lets administrators pass until somebody clears that; who answers here stands for the reviewers alone.
        answer(200, { name: known, protection_rules: reviewed ? [rule] : [], can_admins_bypass: !reviewed });
    });
}
