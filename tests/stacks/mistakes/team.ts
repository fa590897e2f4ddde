// People who are no people, who could do nothing, or who could do everything.
import type { Mistake } from "./mistake";

const ana = "arn:aws:iam::111122223333:user/ana";

const services = Object.fromEntries(
    Array.from({ length: 9 }, (_, index) => [`line-${index}`, { deploy: { kind: "ecs", port: 8080 } }]),
);

export const team: readonly Mistake[] = [
    {
        title: "a name where a role is taken on by an ARN",
        stack: "prod",
        change: { team: { developers: { members: ["ana"] } } },
        says: `
fairlead:team.developers.members[0] is "ana"
  allowed: with access roles, the ARN of an IAM user; or of the account's root,
           for every user there whose own policies allow it
  fix: pulumi config set --stack prod --path \\
         'fairlead:team.developers.members[0]' \\
         'arn:aws:iam::111122223333:user/ana'`,
    },
    {
        title: "a group of nobody",
        stack: "prod",
        change: { team: { access: "users", developers: {} } },
        says: `
fairlead:team.developers.members[0] is not set, so nobody belongs to the group
  allowed: the name of the IAM user that is made: letters, digits and _ + = , .
           @ -
  fix: pulumi config set --stack prod --path \\
         'fairlead:team.developers.members[0]' 'ana'`,
    },
    {
        title: "members where IAM Identity Center assigns them",
        stack: "prod",
        change: { team: { access: "identity-center", readers: { members: ["ana"] } } },
        says: `
fairlead:team.readers.members is a list of 1
  allowed: no members with access identity-center: they are assigned there
  fix: pulumi config rm --stack prod --path 'fairlead:team.readers.members'`,
    },
    {
        title: "a user who is denied both ways",
        stack: "prod",
        change: { team: { access: "users", developers: { members: ["ana"] }, approvers: { members: ["ana"] } } },
        says: `
fairlead:team.approvers.members[0] is "ana"
  allowed: a person of one group: ana is among developers as well, and each
           group denies what the other is for; with access roles, one person
           takes on one role after the other
  fix: pulumi config rm --stack prod --path 'fairlead:team.approvers.members[0]'`,
    },
    {
        title: "an approval of a line that is not there",
        stack: "prod",
        change: { team: { approvers: { members: [ana], approves: ["wbe"] } } },
        says: `
fairlead:team.approvers.approves[0] is "wbe"
  allowed: one of the lines: web
  fix: pulumi config set --stack prod --path \\
         'fairlead:team.approvers.approves[0]' 'web'`,
    },
    {
        title: "an approval where nothing asks",
        stack: "staging",
        change: { team: { approvers: { members: [ana], approves: ["web"] } } },
        says: `
fairlead:team.approvers.approves[0] is web, which asks nobody here
  allowed: a line that asks: set approval.required
  fix: pulumi config rm --stack staging --path \\
         'fairlead:team.approvers.approves[0]'`,
    },
    {
        title: "administrators by accident",
        stack: "prod",
        change: { team: { administrators: { members: [ana] } } },
        says: `
fairlead:team.administrators gives all rights of the account
  allowed: nobody; or administrators in loosen, which gives them with a second
           factor
  fix: pulumi config rm --stack prod --path 'fairlead:team.administrators'`,
    },
    {
        title: "a team of more lines than a role takes policies",
        stack: "staging",
        change: { team: { readers: { members: [ana] } }, services },
        says: `
fairlead:team is of a stack with 9 lines
  allowed: at most 8 lines with a team: a group or role takes 10 policies, and
           has one per line
  fix: divide the lines among two projects, or leave team out and give rights
       elsewhere`,
    },
    {
        title: "a group that there is not",
        stack: "prod",
        change: { team: { developer: { members: [ana] } } },
        says: `
fairlead:team.developer is not a setting
  allowed: developers, if that was meant; known here: access, pgpKey,
           developers, approvers, readers, administrators
  fix: rename developer to developers in Pulumi.prod.yaml`,
    },
];
