// The commands of a function that no plan has. Its role is in no plan either, so IAM cannot be asked: what it answers to
// CodeDeploy is taken as it comes, and whatever else it asks of AWS is refused by name.
import type { LocalAccount } from "../account/local-account";
import { Refused } from "../account/gateway";
import { HookExecutions } from "../deployments/codedeploy/hook-executions";
import type { CommandHandler } from "../jobs/command-server";
import { parameters } from "../jobs/commands/types";
import { readOptions } from "../jobs/commands/options";

const ANSWERS = "deploy put-lifecycle-event-hook-execution-status";

export function withoutRole(account: LocalAccount, name: string): CommandHandler {
    return ({ program, argv }) => {
        const { words, options } = readOptions(argv);
        const asked = words.slice(0, 2).join(" ");
        if (program !== "aws" || asked !== ANSWERS) {
            const what = program === "aws" ? `aws ${asked}` : program;
            const why = `no plan has the function ${name}, and so none says what its role allows`;
            return Promise.resolve({ code: 254, err: `not rehearsed: ${what}: ${why}\n` });
        }
        const given = Object.fromEntries([...options].map(([option, [value = ""]]) => [option, value]));
        try {
            account.part(HookExecutions).answer(parameters({ ...given, positional: [] }));
            return Promise.resolve({ code: 0, out: "{}\n" });
        } catch (error) {
            if (!(error instanceof Refused)) throw error;
            const says = `An error occurred (${error.code}) when calling PutLifecycleEventHookExecutionStatus`;
            return Promise.resolve({ code: 254, err: `${says}: ${error.message}\n` });
        }
    };
}
