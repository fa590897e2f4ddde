import * as pulumi from "@pulumi/pulumi";
import type { ZodType } from "zod";

import { onces } from "../components/account";
import type { OncePerAccount } from "../components/account/once";
import { environmentRef } from "../components/environment-ref";
import { tagging } from "./providers";
import type { AccountArgs } from "./args";

/** What AWS allows once per account, for all environments in it. Lines that need none of it need no such stack. */
export class Account extends pulumi.ComponentResource {
    /** What environments and people refer to, by what it is. */
    public readonly arns: Readonly<Record<string, pulumi.Output<string>>>;
    /** What a person has to do once, because no API can. */
    public readonly nextSteps: pulumi.Output<string[]>;

    constructor(name: string, args: AccountArgs, opts?: pulumi.ComponentResourceOptions) {
        super(
            "fairlead:index:Account",
            name,
            { settings: args },
            pulumi.mergeOptions(opts, { providers: [tagging(args)] }),
        );
        // What lets these settings pass is made of the same list.
        const made = (onces as unknown as readonly OncePerAccount<string, ZodType>[]).flatMap((once) => {
            const settings = args.oncePerAccount[once.key];
            return settings ? [once.make(name, settings, environmentRef(args), { parent: this })] : [];
        });

        const arns = made.flatMap(({ arns }) => Object.entries(arns ?? {}));
        this.arns = Object.fromEntries(arns.map(([which, arn]) => [which, pulumi.output(arn)]));
        this.nextSteps = pulumi.all(made.flatMap(({ nextSteps }) => nextSteps ?? []));
        this.registerOutputs({ arns: this.arns, nextSteps: this.nextSteps });
    }
}
