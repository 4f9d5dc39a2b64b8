export const keptForHours = 24;
