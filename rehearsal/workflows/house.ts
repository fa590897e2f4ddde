// What all runs of one repository share.
import type { Server } from "node:http";
import { join } from "node:path";
import { randomUUID } from "node:crypto";

import type { LocalAccount } from "../account/local-account";
import type { Approver } from "../actions/types";
import { Concurrency, Slots } from "./concurrency";
import { githubApi } from "./github-api";
import type { Expressions } from "./expressions";
import type { DeploymentEnvironment, Repository, Values } from "./repository";
import type { Trigger } from "./triggers";

/** As many machines as this one carries; GitHub has more. */
const MACHINES = 4;
/** Nobody's, and valid nowhere. */
const TOKEN = "ghs_rehearsedAndValidNowhere000000000000";
const NEW: DeploymentEnvironment = { reviewed: false, secrets: {}, variables: {} };

export class House {
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
