// Contents page: reads the settings, composes an environment (or what its account has once), and exports the outputs.
import { extend } from "./extend";
import { Account } from "./stacks/account";
import { Environment } from "./stacks/environment";
import { readStack } from "./stacks/settings";
import type { AccountArgs, EnvironmentArgs } from "./stacks/args";

const settings = readStack();
export = settings.account ? accountOf(settings.account) : environmentOf(settings.environment);

function environmentOf(args: EnvironmentArgs) {
    const environment = new Environment("environment", args);
    return {
        /** The outputs of each line: addresses, roles. */
        lines: environment.lines,
        /** The roles and policies of the team's people. */
        team: environment.team,
        /** What a person has to do once, because no API can. */
        nextSteps: environment.nextSteps,
        /** What a later `up` sets going by itself. */
        afterUp:
            "a change of a line's settings starts its ship pipeline, with the release that is live; approve it there where the environment asks",
        /** What extend.ts adds. */
        own: extend(environment),
    };
}

function accountOf(args: AccountArgs) {
    const { arns, nextSteps } = new Account("account", args);
    /** What environments refer to, and what a person has to do once. */
    return { arns, nextSteps };
}
