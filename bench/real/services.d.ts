/** The specifications of the pen's services, which the bundler reads from `services/`. */
declare module "pen-services" {
    const specs: readonly jdspec.ServiceSpec[]
    export default specs
}
