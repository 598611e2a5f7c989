package klt.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ErrorMessageTest {

    private final Exception refused = new SecurityException("wrong password");
    private final Exception hiding = new IllegalStateException("failed to construct", refused);
    private final Exception wrapped = new ExecutionException(new CompletionException(refused));

    @Test
    void isWhatTheExceptionSays() {
        assertThat(ErrorMessage.of(refused)).isEqualTo("wrong password");
        assertThat(ErrorMessage.withType(refused)).isEqualTo("SecurityException: wrong password");
    }

    @Test
    void isTheTypeOfAnExceptionThatSaysNothing() {
        assertThat(ErrorMessage.of(new IllegalStateException())).isEqualTo("IllegalStateException");
        assertThat(ErrorMessage.withType(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    @Test
    void namesTheCauseThatAClientHides() {
        assertThat(ErrorMessage.withType(hiding))
                .isEqualTo("IllegalStateException: failed to construct (SecurityException: wrong password)");
        assertThat(ErrorMessage.of(hiding)).isEqualTo("failed to construct");
        assertThat(ErrorMessage.root(hiding)).isSameAs(refused);
    }

    private static final class Complete extends RuntimeException implements Explained {
        private static final long serialVersionUID = 1;

        private Complete(Throwable cause) {
            super("grant it", cause);
        }
    }

    @Test
    void showsOnlyTheMessageOfAnExceptionThatExplainsItself() {
        assertThat(ErrorMessage.withType(new Complete(refused))).isEqualTo("grant it");
    }

    @Test
    void skipsWrappersThatSayNothingOfTheirOwn() {
        assertThat(ErrorMessage.of(wrapped)).isEqualTo("wrong password");
        assertThat(ErrorMessage.withType(wrapped)).isEqualTo("SecurityException: wrong password");
        assertThat(ErrorMessage.unwrapped(wrapped)).isSameAs(refused);
        assertThat(ErrorMessage.unwrapped(hiding)).isSameAs(hiding);
    }
}
