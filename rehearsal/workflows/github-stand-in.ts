// GitHub, as all runs of one repository share it: environments and secrets, machines, and the API that jobs ask.
import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { join } from "node:path";

import type { LocalAccount } from "../account/local-account";
import type { Approver } from "../actions/types";
import type { Expressions } from "./expressions";
import type { DeploymentEnvironment, Repository, Values } from "./job-facts";
import type { Trigger } from "./triggers";
import { Concurrency, Slots } from "./waits";

/** As many machines as this one carries; GitHub has more. */
const MACHINES = 4;
/** Nobody's, and valid nowhere. */
const TOKEN = "ghs_rehearsedAndValidNowhere000000000000";
const NEW: DeploymentEnvironment = { reviewed: false, secrets: {}, variables: {} };

export class GithubStandIn {
    public readonly concurrency = new Concurrency();
    public readonly machines = new Slots(MACHINES);
    /** GitHub's API, as its jobs find it. */
    public readonly api: Server;

    constructor(
        public readonly account: LocalAccount,
        public readonly repository: Repository,
        public readonly expressions: Expressions,
        public readonly approver: Approver,
    ) {
        this.api = githubApi(repository);
    }

    public environment(name: string): DeploymentEnvironment {
        const { environments } = this.repository;
        // "Environment names are not case sensitive."
        const known = Object.keys(environments).find((each) => each.toLowerCase() === name.toLowerCase());
        return (known === undefined ? undefined : environments[known]) ?? NEW;
    }

    /** A request from somebody else's repository gets no secret but the token. */
    public secretsFor(trigger: Trigger, environment?: string): Values {
        const fork = trigger.event === "pull_request" && trigger.fork;
        const own = environment === undefined ? {} : this.environment(environment).secrets;
        return { ...(fork ? {} : { ...this.repository.secrets, ...own }), GITHUB_TOKEN: TOKEN };
    }

    public variablesFor(environment?: string): Values {
        const own = environment === undefined ? {} : this.environment(environment).variables;
        return { ...this.repository.variables, ...own };
    }

    public folder(): string {
        return join(this.account.folder, "jobs", randomUUID());
    }
}

// GitHub's API, as far as jobs of ours ask it; whatever else is asked is refused by name.

/** Takes the connections that jobs of a repository make to their own port; it has none. */
export function githubApi({ owner, name, visibility, environments }: Repository): Server {
    const itself = `/repos/${owner}/${name}`;
    const below = `${itself}/environments/`;
    return createServer((request, response) => {
        request.resume();
        const { method = "GET", url = "/", headers } = request;
        const answer = (status: number, body: object): void =>
            void response
                .writeHead(status, { "content-type": "application/json", connection: "close" })
                .end(JSON.stringify(body));
        if (!/^(Bearer|token) ./.test(headers.authorization ?? "")) return answer(401, { message: "Bad credentials" });
        if (method === "GET" && url === itself)
            return answer(200, { full_name: `${owner}/${name}`, private: visibility !== "public", visibility });
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
