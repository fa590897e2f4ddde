// Rules for the settings of a public registry, beyond their shape.
import { namesFit, type SettingRule } from "../../setting-rules";
import { partitionOf } from "../../../text/partition";
import { PUBLIC_NAMES } from "./names";

type Rule = SettingRule<unknown>;

/** Nobody can be kept from reading there: https://docs.aws.amazon.com/AmazonECR/latest/public/public-repository-policies.html */
const worldReadsByName: Rule = (_settings, { loosen, project, line, settingsFile }) =>
    loosen.includes("public-images")
        ? []
        : [
              {
                  at: ["kind"],
                  is: "is ecr-public, where the whole world may read every image, its layers and what they hold",
                  allowed: `no registry, and the images lie where this account alone reads; or public-images in ${project}:loosen, for images that anybody may have`,
                  fix: `in ${settingsFile}, take registry of ${line} out, or add public-images to ${project}:loosen`,
                  alsoStack: [["loosen"]],
              },
          ];

/** https://docs.aws.amazon.com/general/latest/gr/ecr-public.html */
const isInThisPartition: Rule = (_settings, { region, line, settingsFile }) =>
    region === undefined || partitionOf(region) === "aws"
        ? []
        : [
              {
                  at: ["kind"],
                  is: `is ecr-public, which AWS does not have for accounts of ${region}`,
                  allowed: "no registry, and the images lie in this account's own",
                  fix: `in ${settingsFile}, take registry of ${line} out`,
              },
          ];

export const rules: readonly Rule[] = [namesFit(PUBLIC_NAMES), worldReadsByName, isInThisPartition];
