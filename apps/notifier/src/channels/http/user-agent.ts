export const userAgent = 'Latchkey-Notifier/1';
