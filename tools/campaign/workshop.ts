/** Plays the runs of a campaign on one thread, with one virtual machine for all of its pens. */
import type { Hazard } from "../../sim/campaign/hazard"
import type { Job } from "../../sim/campaign/plan"
import { playCase, type PlayOptions, type RunMeans, type RunRecord } from "../../sim/campaign/play"
import { playSwarm } from "../../sim/campaign/playswarm"
import { SWARM } from "../../sim/campaign/swarm"
import type { Variant } from "../../sim/faults"
import { Machine } from "../../sim/machine"
import type { Pen } from "../../sim/pen"
import { makePen } from "../../sim/run"
import type { Scenario } from "../../sim/scenario"

/** What all runs of a campaign have in common. */
export interface Terms {
    readonly hazards: readonly Hazard[]
    readonly bytecode: Readonly<Record<Variant, Uint8Array>>
    /** The program's own processor time passes, too. */
    readonly charged: boolean
}

export class Workshop {
    private constructor(
        private readonly terms: Terms,
        private readonly machine: Machine
    ) {}

    static open(terms: Terms): Workshop {
        return new Workshop(terms, new Machine())
    }

    /** Plays one run to its end; the next one only then. */
    async play(job: Job, options: PlayOptions = {}): Promise<RunRecord> {
        const make = (scenario: Scenario, means: RunMeans): Promise<Pen> =>
            this.pen(job.variant, scenario, means)
        if (job.hazard === SWARM) return playSwarm(job, make, options)
        const hazard = this.terms.hazards.find(one => one.id === job.hazard)
        const one = hazard?.cases.find(known => known.name === job.case)
        if (!hazard || !one) throw new Error(`campaign: no case ${job.hazard} ${job.case}`)
        return playCase(hazard, one, job, make, options)
    }

    private pen(variant: Variant, scenario: Scenario, means: RunMeans): Promise<Pen> {
        const { bytecode, charged } = this.terms
        const charge = charged ? {} : { charge: null }
        return makePen(scenario, bytecode[variant], { ...means, ...charge, machine: this.machine })
    }
}
