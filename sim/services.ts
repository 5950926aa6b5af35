/**
 * The pen's services as their specifications say (`services/*.md`), and nowhere written down again. A client unpacks
 * what it hears with them, and finds codes by their names.
 */
import { serviceSpecs } from "./servicespecs"

export { serviceSpecs }

/** A service by its name in code, such as `safetyInterlock`. Throws RangeError for one that the pen does not have. */
export function serviceNamed(name: string): jdspec.ServiceSpec {
    const found = serviceSpecs().find(spec => spec.camelName === name)
    if (found) return found
    throw new RangeError(`no service "${name}": expected one of ${serviceNames().join(", ")}`)
}

export function serviceNames(): string[] {
    return serviceSpecs().map(spec => spec.camelName)
}

/** A register or command by its name in the specification. Throws RangeError for one that is not there. */
export function memberNamed(
    service: jdspec.ServiceSpec,
    kind: "register" | "command",
    name: string
): jdspec.PacketInfo {
    const members = membersOf(service, kind)
    const found = members.find(packet => packet.name === name)
    if (found) return found
    const names = members.map(packet => packet.name).join(", ")
    throw new RangeError(`${service.camelName} has no ${kind} "${name}": expected one of ${names}`)
}

/** The registers, or the commands, of a service. */
export function membersOf(
    service: jdspec.ServiceSpec,
    kind: "register" | "command"
): jdspec.PacketInfo[] {
    const kinds = kind === "command" ? ["command"] : ["ro", "rw", "const"]
    return service.packets.filter(packet => kinds.includes(packet.kind))
}
