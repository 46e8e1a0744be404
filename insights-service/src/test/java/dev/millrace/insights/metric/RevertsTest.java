package dev.millrace.insights.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevertsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "revert-12-topic | Revert \"Add b\" | 12",
                "revert-12-topic | Undo it | 12",
                "mine | Revert \"Add b (#12)\" | 12",
                "mine | Revert \"Add b (#12)\" (#13) | 12",
                "mine | Revert \"Add b\" | -",
                "mine | Add b (#12) | -",
                "revert-13-revert-12-topic | Revert \"Revert \"Add b\"\" | -",
                "revert-13-revert-12-topic | Reapply \"Add b\" | -",
                "revert-99999999999999999999-x | Undo | -",
            })
    void readsTheNumberOfWhatIsReverted(String branch, String title, Long number) {
        assertThat(Reverts.revertedNumber(branch, title).orElse(null)).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({
        "hotfix, Repair, true",
        "hotfix/x, Repair, true",
        "HotFix-12, Repair, true",
        "topic, A hotfix for x, true",
        "topic, hot-fix: x, true",
        "hotfixes, Repair, false",
        "topic, Add hotfixture, false",
    })
    void knowsHotfixesByBranchOrTitle(String branch, String title, boolean hotfix) {
        assertThat(Reverts.isHotfix(branch, title)).isEqualTo(hotfix);
    }
}
