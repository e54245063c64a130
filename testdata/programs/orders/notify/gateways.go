package notify

import (
	"context"
	"sync/atomic"
	"time"
)

// Email is quick, except for every Slow-th message.
type Email struct {
	Slow  int64
	count atomic.Int64
}

// SMS is like Email with a round trip more.
type SMS struct {
	Slow  int64
	count atomic.Int64
}

// Webhook calls a peer and waits for its acknowledgement; every Lost-th is never acknowledged.
type Webhook struct {
	Lost  int64
	count atomic.Int64
}

// Name of the gateway, the goroutine label.
func (*Email) Name() string   { return "email" }
func (*SMS) Name() string     { return "sms" }
func (*Webhook) Name() string { return "webhook" }

// Send hands the message to the mail server.
func (e *Email) Send(ctx context.Context, id string) error {
	return roundTrip(slowEvery(e.Slow, e.count.Add(1)))
}

// Send asks for a route, then submits the message.
func (s *SMS) Send(ctx context.Context, id string) error {
	if err := roundTrip(time.Millisecond); err != nil {
		return err
	}
	return roundTrip(slowEvery(s.Slow, s.count.Add(1)))
}

// Send calls the peer.
func (w *Webhook) Send(ctx context.Context, id string) error {
	ack := make(chan struct{})
	if w.count.Add(1)%w.Lost != 0 {
		go acknowledge(ack)
	}
	return w.await(ack)
}

func (w *Webhook) await(ack <-chan struct{}) error {
	<-ack // no timeout here: a lost peer keeps this goroutine for ever
	return nil
}

func acknowledge(ack chan<- struct{}) {
	time.Sleep(2 * time.Millisecond)
	close(ack)
}

func slowEvery(n, count int64) time.Duration {
	if count%n == 0 {
		return 300 * time.Millisecond
	}
	return time.Millisecond
}

func roundTrip(d time.Duration) error {
	time.Sleep(d)
	return nil
}
