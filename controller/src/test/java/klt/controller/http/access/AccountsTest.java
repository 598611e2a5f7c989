package klt.controller.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import klt.common.settings.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsTest {

    private static final Accounts ACCOUNTS = Accounts.parse("AUTH_ACCOUNTS", """
            # the team
            alice:operate:correct:horse:battery
            bob:view:another-long-password
            """);

    @Test
    void aTokenIdentifiesItsUser() {
        assertThat(ACCOUNTS.withToken("correct:horse:battery"))
                .hasValueSatisfying(account -> assertThat(account.user()).isEqualTo(new User("alice", Role.OPERATE)));
        assertThat(ACCOUNTS.withToken("another-long-password"))
                .hasValueSatisfying(account -> assertThat(account.user()).isEqualTo(new User("bob", Role.VIEW)));
        assertThat(ACCOUNTS.withToken("correct:horse")).isEmpty();
        assertThat(ACCOUNTS.withToken("")).isEmpty();
    }

    @Test
    void aPasswordIsValidForItsUserOnly() {
        assertThat(ACCOUNTS.withPassword("alice", "correct:horse:battery")).isPresent();
        assertThat(ACCOUNTS.withPassword("bob", "correct:horse:battery")).isEmpty();
        assertThat(ACCOUNTS.withPassword("carol", "correct:horse:battery")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# a comment",
                "alice:operate",
                "alice:canary-secret-1",
                "alice:admin:canary-secret-1",
                "alice:operate:canary",
                "a/b:operate:canary-secret-1",
                "alice:operate:canary-secret-1 alice:view:canary-secret-2"
            })
    void aMistakeIsDescribedWithoutQuotingASecret(String text) {
        assertThatThrownBy(() -> Accounts.parse("AUTH_ACCOUNTS", text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("AUTH_ACCOUNTS ")
                .hasMessageNotContaining("canary");
    }

    @Test
    void noSecretIsEverShown() {
        assertThat(ACCOUNTS.toString()).contains("alice").doesNotContain("horse", "another");
    }
}
