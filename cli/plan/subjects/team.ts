import { type Subject, within } from "./types";

/** Who may do what with the lines. */
export const team: Subject = {
    isMine: within("Team"),
    shared: {
        "aws:iam/policy:Policy": "what the people of one group may do, and what they never may",
        "aws:iam/role:Role": "what people of one group take on, with a second factor and under their own name",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "gives the role what its group may do",
        "aws:iam/group:Group": "people who may do the same",
        "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "gives people what their group may do",
        "aws:iam/user:User": "a person, without access keys",
        "aws:iam/userGroupMembership:UserGroupMembership": "the groups that a person belongs to",
        "aws:iam/userLoginProfile:UserLoginProfile":
            "a first password, which only its PGP key opens and which must be changed",
    },
};
