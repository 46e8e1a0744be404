package dev.millrace.insights.query;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.insights.metric.ActorCounts;
import dev.millrace.insights.metric.ChangeDeliveryTime;
import dev.millrace.insights.metric.ChangeLeadTime;
import dev.millrace.insights.metric.DeploymentFrequency;
import dev.millrace.insights.metric.Level;
import dev.millrace.insights.metric.Quantiles;
import dev.millrace.insights.metric.Window;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Both metrics of a repository, how they were counted, and what they were counted from.
 *
 * @param team slug
 * @param repository {@code owner/name}
 * @param window as requested
 * @param filters as requested
 * @param definition version of the definitions
 * @param edition year of the report whose scale the levels use
 * @param dataThrough latest time in any event about the repository; null before the first
 * @param coverage deployments whose commits are known, over all of the window that brought something; null if none did
 * @param environments which environments there were
 * @param deploymentFrequency how often something new was deployed
 * @param changeLeadTime how long commits took to be deployed
 * @param changeDeliveryTime how long whole changes took from their first commit to being deployed
 * @param builds builds of the repository's pipelines that finished in the window, by conclusion
 * @param deployments the evidence, newest first
 */
record MetricsBody(
        String team,
        String repository,
        WindowBody window,
        FiltersBody filters,
        String definition,
        String edition,
        Optional<Instant> dataThrough,
        OptionalDouble coverage,
        EnvironmentsBody environments,
        FrequencyBody deploymentFrequency,
        LeadTimeBody changeLeadTime,
        DeliveryTimeBody changeDeliveryTime,
        Map<String, Long> builds,
        DeploymentsBody deployments) {

    /**
     * @param from first instant in it
     * @param to first instant after it
     * @param zone of its calendar
     * @param bucket how it is divided
     */
    record WindowBody(Instant from, Instant to, ZoneId zone, String bucket) {

        static WindowBody of(InsightsQuery query) {
            return new WindowBody(
                    query.window().from(),
                    query.window().to(),
                    query.window().zone(),
                    QueryParameters.wire(query.bucket()));
        }
    }

    /**
     * @param tier only environments of it; null for any
     * @param environment only this one; null for any
     * @param redeploys whether they were included
     * @param bots whether their commits were included
     * @param agents whether their commits were included
     * @param method of quantiles
     */
    record FiltersBody(
            Optional<String> tier,
            Optional<String> environment,
            String redeploys,
            String bots,
            String agents,
            String method) {}

    /**
     * @param counted names of the environments that the metrics are about, sorted
     * @param unmapped names that no tier rule matches, sorted; {@code environment} or {@code tier=other} selects them
     */
    record EnvironmentsBody(List<String> counted, List<String> unmapped) {}

    /**
     * @param edition year of the report
     * @param rank class, 1 (worst) to 6 (best); in JSON {@code class}
     * @param score 0 (worst) to 10 (best)
     * @param label human-readable name of the class
     */
    record LevelBody(String edition, @JsonProperty("class") int rank, int score, String label) {

        static LevelBody of(Level level) {
            return new LevelBody(level.edition(), level.rank(), level.score(), level.label());
        }
    }

    /**
     * The same metric over the span before.
     *
     * @param from first instant in it
     * @param to first instant after it
     * @param value as in the metric
     * @param n as in the metric
     */
    record PreviousBody(Instant from, Instant to, OptionalDouble value, int n) {

        static PreviousBody of(Window window, OptionalDouble value, int n) {
            return new PreviousBody(window.from(), window.to(), value, n);
        }
    }

    /**
     * @param value deployments per day; null if nothing was ever deployed before the window's end
     * @param unit {@code deployments/day}
     * @param n deployments that count
     * @param days calendar days divided by
     * @param medianPerWeek deployments per ISO week, zeros included
     * @param medianDaysPerWeek days with a deployment per ISO week, zeros included
     * @param medianGapSeconds between neighbours; null for fewer than two
     * @param level null if {@code value} is
     * @param previous the span before
     * @param buckets every one of the window
     * @param excluded what did not count
     */
    record FrequencyBody(
            OptionalDouble value,
            String unit,
            int n,
            long days,
            OptionalDouble medianPerWeek,
            OptionalDouble medianDaysPerWeek,
            OptionalDouble medianGapSeconds,
            Optional<LevelBody> level,
            PreviousBody previous,
            List<CountBody> buckets,
            DeploymentFrequency.Excluded excluded) {}

    /**
     * @param start first day of the whole bucket
     * @param from first instant of it in the window
     * @param to first instant after it, or the window's end
     * @param partial whether the window cuts it or it is not over
     * @param count deployments that count
     */
    record CountBody(LocalDate start, Instant from, Instant to, boolean partial, int count) {}

    /**
     * @param value median; null without commits
     * @param unit {@code seconds}
     * @param n commits that count
     * @param p75 null without commits, as are the others
     * @param level null if {@code value} is
     * @param previous the span before
     * @param buckets every one of the window
     * @param excluded what did not count
     * @param authors authors of the commits, counted or not
     * @param clockAnomalies commits written after they were deployed, the first {@value MeasureRepository#ANOMALIES_SHOWN}
     */
    record LeadTimeBody(
            OptionalDouble value,
            String unit,
            int n,
            OptionalDouble p75,
            OptionalDouble p90,
            OptionalDouble p95,
            Optional<LevelBody> level,
            PreviousBody previous,
            List<DurationsBody> buckets,
            ChangeLeadTime.Excluded excluded,
            ActorCounts authors,
            List<AnomalyBody> clockAnomalies) {}

    /**
     * @param value median; null without changes
     * @param unit {@code seconds}
     * @param n changes that count
     * @param p75 null without changes, as are the others
     * @param previous the span before
     * @param excluded what did not count
     * @param authors authors of the changes, counted or not
     */
    record DeliveryTimeBody(
            OptionalDouble value,
            String unit,
            int n,
            OptionalDouble p75,
            OptionalDouble p90,
            OptionalDouble p95,
            PreviousBody previous,
            ChangeDeliveryTime.Excluded excluded,
            ActorCounts authors) {}

    /**
     * @param start first day of the whole bucket
     * @param from first instant of it in the window
     * @param to first instant after it, or the window's end
     * @param partial whether the window cuts it or it is not over
     * @param n commits that count
     * @param value median of them, seconds; null without commits, as are the others
     * @param coverage as for the window
     */
    record DurationsBody(
            LocalDate start,
            Instant from,
            Instant to,
            boolean partial,
            int n,
            OptionalDouble value,
            OptionalDouble p75,
            OptionalDouble p90,
            OptionalDouble p95,
            OptionalDouble coverage) {

        static DurationsBody of(Window.Bucket bucket, ChangeLeadTime leadTime, Instant now) {
            Quantiles seconds = leadTime.seconds();
            return new DurationsBody(
                    bucket.start(),
                    bucket.window().from(),
                    bucket.window().to(),
                    bucket.partial(now),
                    seconds.n(),
                    seconds.median(),
                    seconds.p75(),
                    seconds.p90(),
                    seconds.p95(),
                    leadTime.coverage());
        }
    }

    /**
     * @param deployment its number
     * @param commit its id
     * @param leadTimeSeconds negative
     */
    record AnomalyBody(String deployment, String commit, double leadTimeSeconds) {}
}
