package klt.controller.admin;

import static klt.common.kafka.Acl.User.CONTROLLER;
import static org.apache.kafka.common.acl.AclOperation.READ;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import klt.common.text.ErrorMessage;
import klt.controller.core.run.Command;
import klt.controller.core.stats.OpenTransaction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersOptions;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.DescribeTransactionsOptions;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds open transactions in partitions. Needs Read permission on the topics and, to report transactional ids, Describe permission on
 * those. Omits anything that Kafka does not permit it to read. Every method waits for Kafka's response.
 */
final class OpenTransactions {

    /** Short because the run repeats the request. */
    private static final int TIMEOUT_MS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(OpenTransactions.class);

    private OpenTransactions() {}

    /** An open transaction, as reported by a partition's leader. */
    private record PartitionTransaction(int number, TopicPartition partition, ProducerState producer) {

        OpenTransaction named(Optional<String> transactionalId, Optional<Instant> since) {
            return new OpenTransaction(
                    number,
                    partition.topic(),
                    partition.partition(),
                    producer.producerId(),
                    transactionalId,
                    producer.currentTransactionStartOffset().orElseThrow(),
                    since);
        }
    }

    /** Finds the open transactions, in no particular order. */
    static List<OpenTransaction> find(Admin admin, Command.FindTransactions find) throws InterruptedException {
        List<PartitionTransaction> all = inPartitions(admin, find);
        Map<Long, String> ids = all.isEmpty()
                ? Map.of()
                : transactionalIds(
                        admin,
                        all.stream().map(open -> open.producer().producerId()).collect(Collectors.toSet()));
        Map<String, Instant> starts = ids.isEmpty() ? Map.of() : startTimes(admin, ids.values());
        return all.stream()
                .map(open -> {
                    Optional<String> id =
                            Optional.ofNullable(ids.get(open.producer().producerId()));
                    return open.named(id, id.map(starts::get));
                })
                .toList();
    }

    private static List<PartitionTransaction> inPartitions(Admin admin, Command.FindTransactions find)
            throws InterruptedException {
        Map<Integer, TopicPartition> keys = new LinkedHashMap<>();
        find.numbers().forEach(number -> keys.put(number, find.partitions().at(number)));
        DescribeProducersResult result =
                admin.describeProducers(keys.values(), new DescribeProducersOptions().timeoutMs(TIMEOUT_MS));
        List<PartitionTransaction> all = new ArrayList<>();
        for (Map.Entry<Integer, TopicPartition> key : keys.entrySet()) {
            producers(key.getValue(), result.partitionResult(key.getValue()))
                    .ifPresent(state -> state.activeProducers().stream()
                            .filter(producer ->
                                    producer.currentTransactionStartOffset().isPresent())
                            .forEach(producer ->
                                    all.add(new PartitionTransaction(key.getKey(), key.getValue(), producer))));
        }
        return all;
    }

    /**
     * @return empty if Kafka rejects the request
     * @throws RetriableException if Kafka does not respond, so that nothing is known about the partition
     */
    static Optional<PartitionProducerState> producers(
            TopicPartition partition, KafkaFuture<PartitionProducerState> answer) throws InterruptedException {
        try {
            return Optional.of(TopicAdmin.get(answer, CONTROLLER.topic(READ, partition.topic())));
        } catch (RetriableException e) {
            throw e;
        } catch (KafkaException e) {
            return refused("the producers of " + partition, e);
        }
    }

    /** Returns transactional ids by producer id. */
    private static Map<Long, String> transactionalIds(Admin admin, Set<Long> producers) throws InterruptedException {
        ListTransactionsOptions options =
                new ListTransactionsOptions().filterProducerIds(producers).timeoutMs(TIMEOUT_MS);
        return known("the transactions", admin.listTransactions(options).all()).orElse(List.of()).stream()
                .collect(Collectors.toMap(
                        TransactionListing::producerId, TransactionListing::transactionalId, (one, other) -> other));
    }

    /** Returns start times by transactional id. */
    private static Map<String, Instant> startTimes(Admin admin, Collection<String> ids) throws InterruptedException {
        DescribeTransactionsResult result =
                admin.describeTransactions(ids, new DescribeTransactionsOptions().timeoutMs(TIMEOUT_MS));
        Map<String, Instant> starts = new HashMap<>();
        for (String id : ids) {
            known("transaction " + id, result.description(id))
                    .map(TransactionDescription::transactionStartTimeMs)
                    .filter(OptionalLong::isPresent)
                    .ifPresent(start -> starts.put(id, Instant.ofEpochMilli(start.getAsLong())));
        }
        return starts;
    }

    /** @return empty if Kafka did not respond or rejected the request */
    private static <T> Optional<T> known(String what, KafkaFuture<T> answer) throws InterruptedException {
        try {
            return Optional.of(TopicAdmin.get(answer));
        } catch (KafkaException e) {
            return refused(what, e);
        }
    }

    private static <T> Optional<T> refused(String what, KafkaException error) {
        LOG.debug("could not describe {}: {}", what, ErrorMessage.withType(error));
        return Optional.empty();
    }
}
