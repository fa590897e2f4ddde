// What travels without TLS can be read and changed on its way:
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html
import { sampleCertificate } from "./a-certificate-is-the-stacks-own";
import { ecsTargets, refusal, type Rule } from "./rule";

export const rule: Rule = (settings, about) =>
    settings.loosen.includes("plain-http")
        ? []
        : ecsTargets(settings)
              .filter(({ target }) => target.certificateArn === undefined)
              .map(({ at }) =>
                  refusal(
                      about,
                      [...at, "certificateArn"],
                      undefined,
                      `the ARN of an ACM certificate; or plain-http in ${about.project}:loosen, which serves without one`,
                      sampleCertificate(settings.account, about.region),
                      [["loosen"]],
                  ),
              );
