package klt.common.report;

import java.util.Optional;
import klt.common.protocol.RunPhase;

/**
 * @param reason why it stopped or failed, as "CODE: message"
 * @param version of the controller
 */
public record RunIdentity(String id, RunPhase phase, Optional<String> reason, String version) {}
