package dev.millrace.insights.ledger;

import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.Tier;
import java.util.Optional;

/** The stored forms of enumerations: their places, which never change. */
final class Codes {

    private static final int WITHOUT_TIER = -1;

    private Codes() {}

    static int of(Optional<Tier> tier) {
        return tier.map(Tier::ordinal).orElse(WITHOUT_TIER);
    }

    static Optional<Tier> tier(int code) {
        return code == WITHOUT_TIER ? Optional.empty() : Optional.of(Tier.values()[code]);
    }

    static ActorClass actor(int code) {
        return ActorClass.values()[code];
    }

    /**
     * The bin of a duration, as the column {@code bin} computes it: from the bits of its binary64 form, so a greater duration never
     * has a smaller bin.
     */
    static int bin(long micros) {
        return micros <= 0 ? -1 : (int) (Double.doubleToRawLongBits(micros) >>> 46) - 65_472;
    }
}
