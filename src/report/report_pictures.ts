// Which reports have pictures; those with an id bring their own.
import { armsPictures } from "./arms_pictures.ts";
import { aiCostPictures, calibrationPictures } from "./calibration_pictures.ts";
import { equityPicture } from "./equity_picture.ts";
import type { ReportInput } from "./input.ts";
import type { Picture } from "./picture.ts";
import type { Report } from "./report.ts";

/** Pictures of a report beside its sections; none where it has none. */
export function reportPictures(
  name: string,
  input: ReportInput,
  sections: readonly Report[],
): readonly Picture[] {
  switch (name) {
    case "arms":
      return armsPictures(input);
    case "calibration":
      return calibrationPictures(sections);
    case "ai-costs":
      return aiCostPictures(input);
    case "equity":
      return equityPicture(input);
    default:
      return [];
  }
}
