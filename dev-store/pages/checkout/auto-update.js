// The checkout works without this: it only saves pressing "Update" after choosing a delivery method.
document.documentElement.classList.add('scripted');
document.querySelector('[data-checkout]')?.addEventListener('change', (event) => {
  if (event.target.matches('[data-update]')) event.currentTarget.requestSubmit();
});
