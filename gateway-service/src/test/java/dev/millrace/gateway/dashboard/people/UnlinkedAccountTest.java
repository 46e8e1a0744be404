package dev.millrace.gateway.dashboard.people;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class UnlinkedAccountTest {

    @Test
    void areThoseThatBelongToNoUser() throws JsonProcessingException {
        var found = UnlinkedAccount.of(new ObjectMapper().readTree("""
                {"items": [
                 {"id": "user/1", "user": "1", "name": "Ann", "accounts": [{"forge": "github.com", "username": "ann", "kind": "user"}]},
                 {"id": "account/github.com/bob", "user": null, "name": "bob",
                  "accounts": [{"forge": "github.com", "username": "bob", "kind": "user"}], "activity": {"pushes": 1, "commits": 2}},
                 {"id": "account/github.com/dependabot[bot]", "user": null, "name": "dependabot[bot]",
                  "accounts": [{"forge": "github.com", "username": "dependabot[bot]", "kind": "bot"}], "activity": {}}]}"""));

        assertThat(found).extracting(each -> each.account().username()).containsExactly("bob", "dependabot[bot]");
        assertThat(found).extracting(UnlinkedAccount::did).containsExactly("1 push, 2 commits", "");
        assertThat(found).extracting(UnlinkedAccount::bot).containsExactly(false, true);
        assertThat(found.getFirst().account().icon()).isEqualTo("github");
    }
}
