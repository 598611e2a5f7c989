package klt.common.kafka;

import klt.common.text.Explained;
import org.apache.kafka.common.errors.AuthorizationException;

/** Thrown if Kafka does not allow a request; the message names the missing ACL and says how to grant it. */
public final class MissingAclException extends AuthorizationException implements Explained {

    private static final long serialVersionUID = 1;

    /** @param cause Kafka's own error */
    MissingAclException(Acl missing, AuthorizationException cause) {
        super(missing.denied(), cause);
    }
}
