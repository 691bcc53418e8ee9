// The checkout works without this: it only saves pressing "Update" after choosing a delivery method.
document.documentElement.classList.add('scripted');
const form = document.querySelector<HTMLFormElement>('form[data-checkout]');
form?.addEventListener('change', (event) => {
  if (event.target instanceof Element && event.target.matches('[data-update]')) form.requestSubmit();
});

export {};
