/** Register values of the TMAG5273 that the datasheet reserves, or that would harm a shared bus. */
import {
    Tmag5273Channels,
    Tmag5273Config1,
    Tmag5273Config2,
    Tmag5273Interrupt,
    Tmag5273Register,
} from "../../src/drivers/tmag5273.regs"

const averagingMask = 0x1c
const readFormatMask = 0x03
const temperatureMask = 0x60
const temperatureReserved = 0x40
const hysteresisLast = 1
const sleepTimeMask = 0x0f
const sleepTimeLast = 0x0c
const angleMask = 0x0c

/** What is wrong with writing this byte there; null if nothing is ([DS-TMAG5273] 7.6). */
export function reservedWrite(register: number, byte: number): string | null {
    switch (register) {
        case Tmag5273Register.DeviceConfig1:
            if ((byte & averagingMask) > Tmag5273Config1.Average32) return "averaging"
            if ((byte & readFormatMask) > Tmag5273Config1.ReadOneByte8) return "read format"
            return (byte & temperatureMask) === temperatureReserved
                ? "temperature coefficient"
                : null
        case Tmag5273Register.DeviceConfig2:
            return byte >> Tmag5273Config2.HysteresisShift > hysteresisLast ? "hysteresis" : null
        case Tmag5273Register.SensorConfig1:
            if ((byte & Tmag5273Channels.Mask) > Tmag5273Channels.Xzx) return "channels"
            return (byte & sleepTimeMask) > sleepTimeLast ? "sleep time" : null
        case Tmag5273Register.SensorConfig2:
            if (byte & 0x80) return "bit 7"
            return byte & angleMask ? "angle engine (not modelled)" : null
        case Tmag5273Register.InterruptConfig1:
            if ((byte & Tmag5273Interrupt.ModeMask) > Tmag5273Interrupt.ModePinUnlessBusBusy)
                return "interrupt through SCL on a shared bus"
            return byte & 0x02 ? "bit 1" : null
        case Tmag5273Register.ConversionStatus:
        case Tmag5273Register.DeviceStatus:
            return null
        default:
            return register > Tmag5273Register.I2cAddress ? "read only" : null
    }
}
