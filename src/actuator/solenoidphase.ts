/** How far a solenoid pen's depth has come, from no permission to a depth that is held. */
export enum Phase {
    /** No permission, no current. */
    Off,
    /** A fiber of its own configures the chip. */
    Configuring,
    /** The chip is ready, its channel off. */
    Ready,
    /** A current that must not lift the plunger off its spring end shows that there is a spring. */
    Probing,
    /** A depth is sought or held. */
    Holding,
}
