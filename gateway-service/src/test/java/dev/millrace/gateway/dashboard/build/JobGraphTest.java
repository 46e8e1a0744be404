package dev.millrace.gateway.dashboard.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobGraphTest {

    @Test
    void putsAJobAfterTheLastOfThoseThatItNeeds() {
        JobGraph graph = JobGraph.of(
                List.of(job("deploy", "test", "lint"), job("lint"), job("compile"), job("test", "compile")));

        assertThat(graph.nodes())
                .extracting(node -> node.job().name())
                .containsExactly("deploy", "lint", "compile", "test");
        assertThat(x(graph, "lint")).isEqualTo(x(graph, "compile"));
        assertThat(x(graph, "test")).isGreaterThan(x(graph, "compile"));
        assertThat(x(graph, "deploy")).isGreaterThan(x(graph, "test"));
        assertThat(graph.edges()).hasSize(3);
        assertThat(graph.width()).isGreaterThan(x(graph, "deploy") + graph.nodeWidth());
    }

    @Test
    void endsForNeedsThatDoNotExistOrGoInCircles() {
        JobGraph graph = JobGraph.of(List.of(job("a", "b"), job("b", "a"), job("c", "missing")));

        assertThat(graph.nodes()).hasSize(3);
        assertThat(graph.edges()).hasSize(1);
    }

    @Test
    void isEmptyWithoutJobs() {
        assertThat(JobGraph.of(List.of()).nodes()).isEmpty();
    }

    private static int x(JobGraph graph, String name) {
        return graph.nodes().stream()
                .filter(node -> node.job().name().equals(name))
                .findFirst()
                .orElseThrow()
                .x();
    }

    static Job job(String name, String... needs) {
        return new Job(
                name,
                List.of(needs),
                "passed",
                Optional.empty(),
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.of(75L),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
