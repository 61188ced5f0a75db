// Objects of Stripe's API at their real size: every member that its documentation shows, null where Stripe says null.
const AT = 1_700_000_000;

function full(names, values) {
  return { ...Object.fromEntries(names.split(',').map((name) => [name, null])), ...values };
}

function list(data, url) {
  return { object: 'list', data, has_more: false, total_count: data.length, url };
}

const ADDRESS = {
  city: 'London',
  country: 'GB',
  line1: '12 St James Square',
  line2: null,
  postal_code: 'SW1Y 4LB',
  state: null,
};
const PERIOD = { start: AT, end: AT + 2_592_000 };

export function customer({ id, name = null, email = null, metadata = {}, description = null }) {
  return full('default_source,discount,test_clock,shipping', {
    id,
    object: 'customer',
    address: ADDRESS,
    balance: 0,
    created: AT,
    currency: 'usd',
    delinquent: false,
    description,
    email,
    invoice_prefix: id.slice(-8).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata,
    name,
    next_invoice_sequence: 1,
    phone: '+442079460000',
    preferred_locales: ['en-GB'],
    tax_exempt: 'none',
  });
}

const CHARGE =
  'application,application_fee,application_fee_amount,description,failure_balance_transaction,failure_code,failure_message,invoice,on_behalf_of,receipt_email,receipt_number,review,shipping,source_transfer,statement_descriptor,statement_descriptor_suffix,transfer_data,transfer_group';

export function charge({ id, amount, customer: of, disputed = false, refunded = false, created }) {
  return full(CHARGE, {
    id,
    object: 'charge',
    amount,
    amount_captured: amount,
    amount_refunded: refunded ? amount : 0,
    balance_transaction: `txn_${id.slice(3)}`,
    billing_details: { address: ADDRESS, email: 'buyer@example.com', name: 'A. Buyer', phone: null },
    calculated_statement_descriptor: 'ACME SHOP',
    captured: true,
    created,
    currency: 'usd',
    customer: of,
    disputed,
    fraud_details: {},
    livemode: false,
    metadata: { order: id.slice(-4) },
    outcome: {
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'normal',
      risk_score: 32,
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    paid: true,
    payment_intent: `pi_${id.slice(3)}`,
    payment_method: `pm_${id.slice(3)}`,
    payment_method_details: {
      card: {
        amount_authorized: amount,
        brand: 'visa',
        checks: { address_line1_check: 'pass', address_postal_code_check: 'pass', cvc_check: 'pass' },
        country: 'US',
        exp_month: 8,
        exp_year: 2026,
        fingerprint: 'Xt5EWLLDS7FJjR1c',
        funding: 'credit',
        installments: null,
        last4: '4242',
        mandate: null,
        network: 'visa',
        network_token: { used: false },
        three_d_secure: null,
        wallet: null,
      },
      type: 'card',
    },
    radar_options: {},
    receipt_url: `https://pay.stripe.com/receipts/payment/CAcaFwoVYWNjdF8xTTJKVGtMa2RJd0h1N2l4KOvG0aUGMgYBJr1XQO46LBYw${id}`,
    refunded,
    status: 'succeeded',
  });
}

export function refund({ id, of, amount, reason = null }) {
  return full(
    'failure_balance_transaction,failure_reason,instructions_email,next_action,receipt_number,source_transfer_reversal,transfer_reversal',
    {
      id,
      object: 'refund',
      amount,
      balance_transaction: `txn_${id}`,
      charge: of.id,
      created: AT,
      currency: 'usd',
      metadata: {},
      payment_intent: of.payment_intent,
      reason,
      status: 'succeeded',
    },
  );
}

export function price(id, amount) {
  return full('currency_options,custom_unit_amount,lookup_key,nickname,tiers_mode,transform_quantity', {
    id,
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created: AT,
    currency: 'usd',
    livemode: false,
    metadata: {},
    product: `prod_${id}`,
    recurring: {
      aggregate_usage: null,
      interval: 'month',
      interval_count: 1,
      trial_period_days: null,
      usage_type: 'licensed',
    },
    tax_behavior: 'unspecified',
    type: 'recurring',
    unit_amount: amount,
    unit_amount_decimal: String(amount),
  });
}

const SUBSCRIPTION =
  'application,application_fee_percent,billing_thresholds,cancel_at,canceled_at,days_until_due,default_payment_method,default_source,description,discount,ended_at,next_pending_invoice_item_invoice,on_behalf_of,pause_collection,pending_invoice_item_interval,pending_setup_intent,pending_update,schedule,test_clock,transfer_data,trial_end,trial_start';

export function subscription({ id, customer: of, status = 'active', prices, metadata = {} }) {
  const items = prices.map(({ price: each, quantity = 1 }, index) => ({
    id: `si_${id.slice(4)}${index}`,
    object: 'subscription_item',
    billing_thresholds: null,
    created: AT,
    metadata: {},
    plan: {
      id: each.id,
      object: 'plan',
      active: true,
      amount: each.unit_amount,
      currency: 'usd',
      interval: 'month',
      interval_count: 1,
      product: each.product,
    },
    price: each,
    quantity,
    subscription: id,
    tax_rates: [],
  }));
  return full(SUBSCRIPTION, {
    id,
    object: 'subscription',
    automatic_tax: { enabled: false },
    billing_cycle_anchor: AT,
    cancel_at_period_end: false,
    cancellation_details: { comment: null, feedback: null, reason: null },
    collection_method: 'charge_automatically',
    created: AT,
    currency: 'usd',
    current_period_end: PERIOD.end,
    current_period_start: PERIOD.start,
    customer: of,
    default_tax_rates: [],
    items: list(items, `/v1/subscription_items?subscription=${id}`),
    latest_invoice: `in_${id.slice(4)}`,
    livemode: false,
    metadata,
    payment_settings: { payment_method_options: null, payment_method_types: null, save_default_payment_method: 'off' },
    start_date: AT,
    status,
    trial_settings: { end_behavior: { missing_payment_method: 'create_invoice' } },
  });
}

const INVOICE =
  'account_tax_ids,application,application_fee_amount,charge,custom_fields,customer_phone,customer_shipping,default_payment_method,default_source,description,discount,ending_balance,footer,from_invoice,last_finalization_error,latest_revision,next_payment_attempt,on_behalf_of,quote,receipt_number,rendering_options,shipping_cost,shipping_details,statement_descriptor,subscription,tax,test_clock,transfer_data,webhooks_delivered_at';

export function invoice({ id, customer: of, status = 'draft', amount = 0, number = null, lines = [] }) {
  const remaining = status === 'paid' ? 0 : amount;
  const isOpen = status !== 'draft';
  return full(INVOICE, {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Acme',
    amount_due: amount,
    amount_paid: amount - remaining,
    amount_remaining: remaining,
    amount_shipping: 0,
    attempt_count: 0,
    attempted: false,
    auto_advance: false,
    automatic_tax: { enabled: false, status: null },
    billing_reason: 'manual',
    collection_method: 'send_invoice',
    created: AT,
    currency: 'usd',
    customer: of,
    customer_address: ADDRESS,
    customer_email: `${of}@example.com`,
    customer_name: 'A. Buyer',
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_tax_rates: [],
    discounts: [],
    due_date: AT + 2_592_000,
    hosted_invoice_url: isOpen
      ? `https://invoice.stripe.com/i/acct_1M2JTkLkdIwHu7ix/test_YWNjdF8xTTJKVGtMa2RJd0h1N2l4${id}`
      : null,
    invoice_pdf: isOpen
      ? `https://pay.stripe.com/invoice/acct_1M2JTkLkdIwHu7ix/test_YWNjdF8xTTJKVGtMa2RJd0h1N2l4${id}/pdf`
      : null,
    lines: list(lines, `/v1/invoices/${id}/lines`),
    livemode: false,
    metadata: {},
    number,
    paid: status === 'paid',
    paid_out_of_band: false,
    payment_intent: isOpen ? `pi_${id.slice(3)}` : null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: PERIOD.end,
    period_start: PERIOD.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    starting_balance: 0,
    status,
    status_transitions: {
      finalized_at: isOpen ? AT : null,
      marked_uncollectible_at: null,
      paid_at: status === 'paid' ? AT : null,
      voided_at: null,
    },
    subtotal: amount,
    subtotal_excluding_tax: amount,
    threshold_reason: undefined,
    total: amount,
    total_discount_amounts: [],
    total_excluding_tax: amount,
    total_tax_amounts: [],
  });
}

export function invoiceItem({ id, customer: of, invoice: to, amount, description }) {
  return full('price,subscription,test_clock', {
    id,
    object: 'invoiceitem',
    amount,
    currency: 'usd',
    customer: of,
    date: AT,
    description,
    discountable: true,
    discounts: [],
    invoice: to,
    livemode: false,
    metadata: {},
    period: PERIOD,
    proration: false,
    quantity: 1,
    tax_rates: [],
    unit_amount: amount,
    unit_amount_decimal: String(amount),
  });
}

export function paymentMethod({ id, customer: of = null }) {
  return {
    id,
    object: 'payment_method',
    billing_details: { address: ADDRESS, email: null, name: null, phone: null },
    card: {
      brand: 'visa',
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'US',
      exp_month: 8,
      exp_year: 2026,
      fingerprint: 'mToisGZ01V71BCos',
      funding: 'credit',
      generated_from: null,
      last4: '4242',
      networks: { available: ['visa'], preferred: null },
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: AT,
    customer: of,
    livemode: false,
    metadata: {},
    type: 'card',
  };
}
