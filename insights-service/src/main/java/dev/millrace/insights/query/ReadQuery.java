package dev.millrace.insights.query;

import dev.millrace.insights.definition.TeamDefinitions;
import dev.millrace.kit.identity.Caller;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Reads what a caller asks, by the definitions of its team. */
@Singleton
final class ReadQuery {

    private final TeamDefinitions definitions;

    ReadQuery(TeamDefinitions definitions) {
        this.definitions = definitions;
    }

    /** See {@link MetricParameters#read}. */
    MetricQuery read(Caller caller, Map<String, List<String>> parameters, Instant now) {
        return MetricParameters.read(
                parameters,
                now,
                (environment, asOf) ->
                        definitions.active(caller.team(), asOf).definitions().tier(environment));
    }
}
