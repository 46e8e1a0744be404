package dev.millrace.insights.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.millrace.insights.metric.Definitions;
import dev.millrace.insights.metric.DeploymentSource;
import dev.millrace.insights.metric.Glob;
import dev.millrace.insights.metric.Tier;
import dev.millrace.kit.error.MillraceException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadDefinitionsTest {

    @Test
    void readsAllOfThem() throws JsonProcessingException {
        Definitions read = read("""
                {"tiers": [{"environment": "eu-*", "tier": "production"}],
                 "sources": [{"repository": "acme/*", "source": "workflow", "workflow": "deploy", "branch": "main"}],
                 "services": [{"repository": "acme/shop", "name": "api", "paths": ["api/**"]}],
                 "bots": ["*-robot"], "agents": ["robin"], "hotfixLabels": ["Urgent"], "revertLabels": ["undo"],
                 "ownership": [
                   {"group": "pay", "repository": "acme/shop", "service": "api", "until": "2026-02-01"},
                   {"group": "core", "repository": "acme/shop", "service": "api", "from": "2026-02-01"}],
                 "incidentWindow": "PT48H",
                 "calendar": {"zone": "Europe/Berlin", "days": ["monday"], "from": "08:00", "holidays": ["2026-12-25"]}}
                """);

        assertThat(read.tiers().getFirst().tier()).isEqualTo(Tier.PRODUCTION);
        assertThat(read.sources().getFirst().source())
                .isEqualTo(new DeploymentSource.Workflow(
                        Glob.ofName("deploy"), Optional.of(Glob.ofName("main")), "production"));
        assertThat(read.services("ACME/shop")).hasSize(1);
        assertThat(read.owners("acme/shop", Optional.of("api")))
                .extracting(Definitions.Ownership::group)
                .containsExactly("pay", "core");
        assertThat(read.hotfixLabels()).containsExactly("urgent");
        assertThat(read.incidentWindow()).isEqualTo(Duration.ofHours(48));
        assertThat(read.hotfixWindow()).isEqualTo(Duration.ofHours(24));
        assertThat(read.calendar().orElseThrow().days()).hasSize(1);
    }

    @Test
    void readsNothingAsTheDefault() throws JsonProcessingException {
        assertThat(read("{}")).isEqualTo(Definitions.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'tiers': [{'environment': 'x', 'tier': 'best'}]} | tiers[].tier 'best' is none of production",
                "{'tiers': [{'tier': 'production'}]} | tiers[].environment has 0 characters",
                "{'sources': [{'source': 'magic'}]} | sources[].source 'magic' is none of deployment_statuses",
                "{'sources': [{'source': 'workflow'}]} | sources[].workflow has 0 characters",
                "{'sources': [{'source': 'releases', 'branch': 'main'}]} | that it does not use",
                "{'services': [{'repository': 'a/b', 'name': 'Api', 'paths': ['x']}]} | services[].name 'Api' is not",
                "{'services': [{'repository': 'a/b', 'name': 'api'}]} | services[].paths of 'api' is empty",
                "{'ownership': [{'group': 'g', 'repository': 'a/b', 'service': 'x'}]} | is no service of 'a/b'",
                "{'ownership': [{'group': 'g', 'repository': 'a/b'}, {'group': 'h', 'repository': 'A/b'}]} | at the same time",
                "{'ownership': [{'group': 'g', 'repository': 'a/b', 'from': '2026-01-02', 'until': '2026-01-01'}]} | not after",
                "{'ownership': [{'group': 'g', 'repository': 'a/b', 'from': 'May'}]} | is not a date such as",
                "{'incidentWindow': 'PT0S'} | is not from PT1M to P30D",
                "{'hotfixWindow': 'soon'} | hotfixWindow 'soon' is not a duration",
                "{'calendar': {'zone': 'Mars'}} | calendar.zone 'Mars' is not an IANA zone",
                "{'calendar': {'zone': 'UTC', 'from': '18:00'}} | calendar.to '17:00' is not after",
                "{'calendar': {'zone': 'UTC', 'days': ['someday']}} | calendar.days 'someday' is none of",
                "{'bots': ['']} | bots has 0 characters",
            })
    void refusesWithValueAndRule(String json, String message) {
        assertThatThrownBy(() -> read(json.replace('\'', '"')))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining(message);
    }

    @Test
    void acceptsOwnersOneAfterTheOther() throws JsonProcessingException {
        assertThat(read("""
                {"ownership": [{"group": "g", "repository": "a/b", "until": "2026-01-01"},
                               {"group": "h", "repository": "a/b", "from": "2026-01-01"}]}
                """).ownership()).hasSize(2);
    }

    private static Definitions read(String json) throws JsonProcessingException {
        return JsonMapper.builder()
                .addModule(new Jdk8Module())
                .build()
                .readValue(json, DefinitionsBody.class)
                .read();
    }
}
