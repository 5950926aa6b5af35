/** The types of jacdac-ts lie where its package does not say; they have another name, under which nothing is run. */
declare module "jacdac-ts" {
    export * from "jacdac-types"
}
