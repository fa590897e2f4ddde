import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { environmentRef } from "../environment-ref";
import type { Statement } from "../shell";
import type { Rights } from "../rights";
import { accesses } from "./access";
import type { GroupOfTeam } from "./access/access";
import { renderAccess } from "./documents";
import { type Group, groups } from "./groups";

export interface MembersArgs {
    /** Its members, in the form of the kind of access. */
    readonly members: string[];
    /** Lines whose approvals they may answer. @default - all that ask */
    readonly approves?: string[];
}

export interface TeamArgs {
    /** The kind of access: how people get their permissions. */
    readonly access: string;
    /** Whether users are made here; if not, they exist already and join the groups. */
    readonly makesUsers: boolean;
    /** Encrypts first passwords, if users are made. */
    readonly pgpKey?: string;
    /** The groups by name. */
    readonly groups: Record<string, MembersArgs>;
}

/** Who may do what with an environment's lines: the same policies however people sign in. */
export class Team extends pulumi.ComponentResource {
    /** Role ARNs or encrypted passwords, by what they are. */
    public readonly outputs: Record<string, pulumi.Output<string>>;
    public readonly nextSteps: readonly pulumi.Input<string>[];

    constructor(
        private readonly name: string,
        { args, lines }: { readonly args: TeamArgs; readonly lines: Readonly<Record<string, Rights>> },
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:Team", name, { args }, opts);
        const { access: kind, makesUsers, pgpKey } = args;
        const made = groups.flatMap((group) => {
            const members = args.groups[group.group];
            return members ? [this.policiesOf(group, members, lines)] : [];
        });
        const access = accesses.find((each) => each.kind === kind);
        if (!access) throw new Error(`no kind of access is called ${kind}; the settings let one pass`);
        const granted = access.grant(
            name,
            made,
            { ref: environmentRef(context), makesUsers, pgpKey },
            { parent: this },
        );

        this.outputs = granted.outputs;
        this.nextSteps = granted.nextSteps;
        this.registerOutputs({ outputs: this.outputs, nextSteps: this.nextSteps });
    }

    private policiesOf(
        group: Group,
        { members, approves }: MembersArgs,
        lines: Readonly<Record<string, Rights>>,
    ): GroupOfTeam {
        const { group: called } = group;
        if (group.isAdministrator) {
            const arn = `arn:${this.context.partition}:iam::aws:policy/AdministratorAccess`;
            return {
                group: called,
                members,
                policies: [{ name: `${this.name}-${called}`, called: "AdministratorAccess", arn }],
            };
        }
        const onLines = Object.entries(lines).map(([line, rights]) => {
            const known = { ...rights, isApproved: approves?.includes(line) ?? true };
            return this.policy(`${line}-${called}`, group.may(known), group.never(known));
        });
        return { group: called, members, policies: [this.policy(called, group.besides, []), ...onLines] };
    }

    /** One per line, because a managed policy may have 6,144 characters. */
    private policy(
        which: string,
        may: readonly Statement[],
        never: readonly Statement[],
    ): GroupOfTeam["policies"][number] {
        const { project, environment } = this.context;
        const name = `${this.name}-${which}`;
        // Fixed, because permission sets of IAM Identity Center name it.
        const called = `${project}-${environment}-${which}`;
        const policy = new iam.Policy(name, { name: called, policy: renderAccess(may, never) }, { parent: this });
        return { name, called, arn: policy.arn };
    }
}
