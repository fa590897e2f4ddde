import { type Subject, within } from "./types";

/** Whether it is a part of what AWS allows once an account. */
export const ofAccount = within("Account");

export const account: Subject = {
    isMine: ofAccount,
    shared: {
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider":
            "whose tokens IAM believes; each role's trust says which of them it is for",
        "aws:codebuild/sourceCredential:SourceCredential": "what every project of CodeBuild signs in to one host by",
        "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration":
            "how the registry of this account and region scans images",
        "aws:ecr/pullThroughCacheRule:PullThroughCacheRule":
            "keeps a copy of another registry's images under this prefix",
        "aws:sns/smsPreferences:SmsPreferences": "how SNS sends text messages, and what they may cost",
        "aws:sagemaker/domain:Domain": "SageMaker Studio: where people look at models, and work on them",
        "aws:sagemaker/userProfile:UserProfile": "who works in Studio, under a role of its own",
        "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": "what passwords of IAM users must be like",
    },
};
