// What a package's settings demand of each other.
import type { SettingRule } from "../../setting-rules";
import type { PackageSettings } from "../package";

const OURS = ["install", "test", "package"] as const;

/** A command beside a buildspec would never run, while its reader believes that it tests what is released. */
export const buildspecDecidesAlone: SettingRule<PackageSettings> = (settings) =>
    settings.buildspec === undefined
        ? []
        : OURS.filter((name) => settings[name] !== undefined).map((name) => ({
              at: [name],
              is: "is set, but the repository's own buildspec says what runs",
              allowed: `${name} without buildspec, or the command in the buildspec`,
              also: [["buildspec"]],
          }));
