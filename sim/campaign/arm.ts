/** Whether a run has the control that its hazard is about. */
export type Arm = "with" | "without"
